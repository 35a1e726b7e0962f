"""Small elements at any addresses, a lane after the other, in one function for all who ask.

No chip gathers bytes or halves of words; LLVM would write every lane of every access out. Where an
access is only seldom of that kind, what counts is that its code is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = re.compile(r"@(jarip\.lanes\.(load|store)\.(i8|i16))\(")


def definitions(texts: Iterable[str]) -> list[str]:
    """The functions that the texts call.

    Each takes the elements' memory, the lanes' addresses and a bit for each active lane.
    """
    used = {match[1]: (match[2], match[3]) for text in texts for match in NAME.finditer(text)}
    return [_write(name, *kinds) for name, kinds in sorted(used.items())]


def _write(name: str, access: str, kind: str) -> str:
    source, target = ("%there", "%own") if access == "load" else ("%own", "%there")
    return (
        f"define internal void @{name}(ptr %elements, ptr %addresses, i64 %active) noinline #0 {{\n"
        "entry:\n"
        "  %some = icmp ne i64 %active, 0\n"
        "  br i1 %some, label %loop, label %end\n"
        "loop:\n"
        "  %left = phi i64 [ %active, %entry ], [ %rest, %loop ]\n"
        "  %lane = call i64 @llvm.cttz.i64(i64 %left, i1 true)\n"
        "  %place = getelementptr ptr, ptr %addresses, i64 %lane\n"
        "  %there = load ptr, ptr %place, align 8\n"
        f"  %own = getelementptr {kind}, ptr %elements, i64 %lane\n"
        f"  %element = load {kind}, ptr {source}, align 1\n"
        f"  store {kind} %element, ptr {target}, align 1\n"
        "  %less = add i64 %left, -1\n"
        "  %rest = and i64 %left, %less\n"
        "  %more = icmp ne i64 %rest, 0\n"
        "  br i1 %more, label %loop, label %end\n"
        "end:\n"
        "  ret void\n"
        "}\n"
    )
