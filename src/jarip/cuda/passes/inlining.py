"""Decide which device functions are inlined into their callers before anything else happens.

Before: bodies as text. After: the chosen ones are `alwaysinline`. A function that reaches a
barrier or a warp operation must be inlined, because code is split there; others are as long as the
code does not grow too much, because a widened copy is then free. A recursive function cannot be,
and a cold one is not: what a kernel seldom reaches is not worth its size.
"""

from __future__ import annotations

import re
from collections import Counter

from jarip.cuda.intrinsics.row import MEETINGS
from jarip.cuda.intrinsics.table import find

# Lines that all copies of one function may come to, for short functions and for others.
SHORT = 30
MOST_OF_SHORT = 8000
MOST = 2000
_REFERENCE = re.compile(r'@("[^"]*"|[-\w.$]+)')
_HEAD_GROUP = re.compile(r"#\d+(?=[^#\n]*\{\n)")
_REMOVED = frozenset({"noinline", "optnone", "optsize", "minsize", "alwaysinline"})

Calls = dict[str, Counter[str]]


def inlinable(functions: dict[str, str], roots: set[str], groups: dict[str, str]) -> set[str]:
    """Names of the functions to inline.

    Args:
        functions: Bodies by name.
        roots: Functions that must stay.
        groups: Attribute groups by name.
    """
    mentions = {name: Counter(_REFERENCE.findall(_body(text))) for name, text in functions.items()}
    calls: Calls = {
        name: Counter({n: c for n, c in found.items() if n in functions})
        for name, found in mentions.items()
    }
    meeting = _reaching(calls, {name for name, found in mentions.items() if _meets(found)})
    chosen: set[str] = set()
    copies = Counter(roots)
    for name in _callers_first(calls):
        if name in roots:
            continue
        copies[name] = sum(copies[c] * found[name] for c, found in calls.items() if found[name])
        if name in _recursive(calls, name):
            copies[name] = 1
        elif name in meeting or (
            not _is_cold(functions[name], groups)
            and _fits(functions[name].count("\n"), copies[name])
        ):
            chosen.add(name)
        else:
            copies[name] = 1
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


def _is_cold(text: str, groups: dict[str, str]) -> bool:
    match = _HEAD_GROUP.search(text)
    return match is not None and "cold" in groups[match[0]].split()


def _body(text: str) -> str:
    return text[text.index("\n") :]


def _fits(lines: int, copies: int) -> bool:
    return lines * copies <= (MOST_OF_SHORT if lines <= SHORT else MOST)


def _meets(called: Counter[str]) -> bool:
    for name in called:
        row = find(name)
        if row is not None and row.kind in MEETINGS:
            return True
    return False


def _callers_first(calls: Calls) -> list[str]:
    """Every function after its callers, but on cycles."""
    order: list[str] = []
    seen: set[str] = set()
    for start in calls:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(calls[start]))]
        while stack:
            name, callees = stack[-1]
            for callee in callees:
                if callee not in seen:
                    seen.add(callee)
                    stack.append((callee, iter(calls[callee])))
                    break
            else:
                order.append(name)
                stack.pop()
    return order[::-1]


def _reaching(calls: Calls, targets: set[str]) -> set[str]:
    found = set(targets)
    grew = True
    while grew:
        more = {name for name, callees in calls.items() if callees.keys() & found} - found
        found |= more
        grew = bool(more)
    return found


def _recursive(calls: Calls, start: str) -> set[str]:
    """What a function reaches; itself among it if it is on a cycle of the call graph."""
    seen: set[str] = set()
    waiting = list(calls[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(calls[name])
    return seen
