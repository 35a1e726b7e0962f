"""Decide which device functions are inlined into their callers before anything else happens.

Before: bodies as text. After: the chosen ones are `alwaysinline`. A function that reaches a barrier
or a warp operation must be inlined, because code is split there; small ones are because a widened
copy is then free. A recursive function cannot be.
"""

from __future__ import annotations

import re

from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.chunks import references

# Lines of a body beyond which a function stays a call, unless it must not or has one caller.
SMALL = 400
_HEAD_GROUP = re.compile(r"#\d+(?=[^#\n]*\{\n)")
_REMOVED = frozenset({"noinline", "optnone", "optsize", "minsize", "alwaysinline"})


def inlinable(functions: dict[str, str], roots: set[str]) -> set[str]:
    """Names of the functions to inline.

    Args:
        functions: Bodies by name.
        roots: Functions that must stay.
    """
    calls = {name: references(text) for name, text in functions.items()}
    edges = {name: found & functions.keys() - {name} for name, found in calls.items()}
    recursive = _recursive(calls, functions)
    meeting = _reaching(edges, {n for n, found in calls.items() if _meets(found)})
    chosen = set()
    for name, text in functions.items():
        if name in roots or name in recursive:
            continue
        if name in meeting or text.count("\n") <= SMALL or _callers(edges, name) == 1:
            chosen.add(name)
    return chosen


def mark_inline(text: str, groups: dict[str, str]) -> str:
    """The function with `alwaysinline` among its attributes; may add an attribute group."""
    head, newline, rest = text.partition("\n")
    match = _HEAD_GROUP.search(head + newline)
    words = groups[match[0]] if match else ""
    kept = [word for word in words.split() if word not in _REMOVED]
    name = f"#{100000 + len(groups)}"
    groups[name] = " ".join([*kept, "alwaysinline"])
    if match:
        head = head[: match.start()] + name + head[match.end() :]
    else:
        head = head.rstrip("{ ") + f" {name} {{"
    return head + newline + rest


def _meets(called: set[str]) -> bool:
    for name in called:
        row = find(name)
        if row is not None and row.kind in (Kind.BARRIER, Kind.WARP):
            return True
    return False


def _callers(edges: dict[str, set[str]], name: str) -> int:
    return sum(name in found for found in edges.values())


def _reaching(edges: dict[str, set[str]], targets: set[str]) -> set[str]:
    found = set(targets)
    grew = True
    while grew:
        more = {name for name, callees in edges.items() if callees & found} - found
        found |= more
        grew = bool(more)
    return found


def _recursive(calls: dict[str, set[str]], functions: dict[str, str]) -> set[str]:
    """Functions on a cycle of the call graph."""
    found = set()
    for start in functions:
        seen: set[str] = set()
        waiting = list(calls[start] & functions.keys())
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            waiting.extend(calls[name] & functions.keys())
        if start in seen:
            found.add(start)
    return found
