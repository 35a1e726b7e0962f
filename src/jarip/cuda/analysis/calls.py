"""The call graph below a function."""

from __future__ import annotations

import re

from jarip.cuda.ir.chunks import Chunks

_CALL = re.compile(r'@("[^"]*"|[-\w.$]+)\(')


def called_from(chunks: Chunks, roots: list[str]) -> set[str]:
    """The functions of an image that direct calls reach from the roots, the roots included."""
    found: set[str] = set()
    waiting = [name for name in roots if name in chunks.functions]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        text = chunks.functions[name]
        body = text[text.index("\n") :]
        waiting.extend(set(_CALL.findall(body)) & chunks.functions.keys())
    return found
