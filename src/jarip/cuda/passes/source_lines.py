"""Lines of our own headers become those of the program that uses them.

Before: what was inlined from `threadIdx` or `atomicAdd` says that it comes from a header of ours.
After: it comes from the line of the program that names them, which is what a debugger, a profile or
a fault should show. Our headers are known by the name that `frontend.device_compile` gives their
directory.
"""

from __future__ import annotations

import re

from jarip.cuda.frontend.device_compile import OUR_HEADERS
from jarip.cuda.ir.debug import has_lines
from jarip.cuda.passes.context import PassContext

_SCOPE = re.compile(r"\bscope: (!\d+)")
_FILE = re.compile(r"\bfile: (!\d+)")
_CALLER = re.compile(r"\binlinedAt: (!\d+)")


def run(context: PassContext) -> None:
    """Rewrites the places of the whole module."""
    metadata = context.module.metadata
    if not has_lines(metadata):
        return
    for node, text in metadata.items():
        place = text
        while (caller := _CALLER.search(place)) and _is_ours(place, metadata):
            place = metadata[caller[1]]
        if place is not text:
            distinct = text.startswith("distinct ")
            plain = place.removeprefix("distinct ")
            metadata[node] = f"distinct {plain}" if distinct else plain


def _is_ours(place: str, metadata: dict[str, str]) -> bool:
    scope = _SCOPE.search(place)
    file = _FILE.search(metadata.get(scope[1], "")) if scope else None
    return file is not None and f'filename: "{OUR_HEADERS}/' in metadata.get(file[1], "")
