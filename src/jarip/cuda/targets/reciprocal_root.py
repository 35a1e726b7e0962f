"""1 / sqrt(x) in single precision, for one value or a vector of them, as this processor does best.

CUDA allows `rsqrtf` 2 ulp (CUDA C++ Programming Guide, "Mathematical Functions"). AVX-512 has an
estimate with a relative error below 2**-14, and one step of Newton's method squares that: the
result is within 1 ulp, at a quarter of the cost of a root and a division. The estimate of older
processors has 12 bits, which a step leaves above 2 ulp, so those divide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = re.compile(r"@(jarip\.rsqrt\.(?:v(\d+))?f32)\(")
_REGISTER = 16


def definitions(texts: Iterable[str], estimates: bool) -> list[str]:
    """The functions that the texts call.

    Args:
        texts: LLVM text of a module.
        estimates: Whether the processor has AVX-512's estimate.
    """
    used = {match[1]: match[2] for text in texts for match in NAME.finditer(text)}
    write = _estimated if estimates else _divided
    return [write(name, int(lanes or 0)) for name, lanes in sorted(used.items())]


def _kind(lanes: int) -> str:
    return f"<{lanes} x float>" if lanes else "float"


def _head(name: str, lanes: int) -> str:
    kind = _kind(lanes)
    return f"define internal {kind} @{name}({kind} %x) alwaysinline memory(none) #0 {{\n"


def _all(lanes: int, number: str) -> str:
    return f"splat (float {number})" if lanes else number


def _suffix(lanes: int) -> str:
    return f"v{lanes}f32" if lanes else "f32"


def _divided(name: str, lanes: int) -> str:
    kind = _kind(lanes)
    return (
        f"{_head(name, lanes)}"
        f"  %root = call {kind} @llvm.sqrt.{_suffix(lanes)}({kind} %x)\n"
        f"  %r = fdiv {kind} {_all(lanes, '1.0')}, %root\n  ret {kind} %r\n}}\n"
        f"declare {kind} @llvm.sqrt.{_suffix(lanes)}({kind})\n"
    )


def _estimated(name: str, lanes: int) -> str:
    """y + y/2 * (1 - x y y), but y itself where that is no number: for 0 and infinity."""
    kind, fma = _kind(lanes), f"@llvm.fma.{_suffix(lanes)}"
    estimate, declared = _estimate(lanes)
    truth = f"<{lanes} x i1>" if lanes else "i1"
    zero = "zeroinitializer" if lanes else "0.0"
    return (
        f"{_head(name, lanes)}{estimate}"
        f"  %t = fmul {kind} %x, %y\n"
        f"  %n = fneg {kind} %t\n"
        f"  %e = call {kind} {fma}({kind} %n, {kind} %y, {kind} {_all(lanes, '1.0')})\n"
        f"  %h = fmul {kind} %y, {_all(lanes, '0.5')}\n"
        f"  %better = call {kind} {fma}({kind} %h, {kind} %e, {kind} %y)\n"
        f"  %usual = fcmp ord {kind} %t, {zero}\n"
        f"  %r = select {truth} %usual, {kind} %better, {kind} %y\n  ret {kind} %r\n}}\n"
        f"declare {kind} {fma}({kind}, {kind}, {kind})\n{declared}"
    )


def _estimate(lanes: int) -> tuple[str, str]:
    """Instructions that define %y as the processor's estimate, and what they call."""
    if not lanes:
        four = "<4 x float>"
        return (
            f"  %one = insertelement {four} zeroinitializer, float %x, i64 0\n"
            f"  %four = call {four} @llvm.x86.avx512.rsqrt14.ss({four} %one, {four} %one, "
            f"{four} zeroinitializer, i8 -1)\n"
            f"  %y = extractelement {four} %four, i64 0\n",
            f"declare {four} @llvm.x86.avx512.rsqrt14.ss({four}, {four}, {four}, i8)\n",
        )
    full, kind = _kind(_REGISTER), _kind(lanes)
    lines, parts = [], []
    for number, first in enumerate(range(0, lanes, _REGISTER)):
        ask = [first + i if first + i < lanes else None for i in range(_REGISTER)]
        lines += [
            f"  %x{number} = shufflevector {kind} %x, {kind} zeroinitializer, {_indices(ask)}",
            f"  %y{number} = call {full} @llvm.x86.avx512.rsqrt14.ps.512({full} %x{number}, "
            f"{full} zeroinitializer, i16 -1)",
        ]
        parts.append(f"%y{number}")
    lines += _join(parts, lanes)
    declared = f"declare {full} @llvm.x86.avx512.rsqrt14.ps.512({full}, {full}, i16)\n"
    return "\n".join(lines) + "\n", declared


def _join(parts: list[str], lanes: int) -> list[str]:
    """Puts registers one behind the other, two by two, as `%y`."""
    lines: list[str] = []
    width = _REGISTER
    while len(parts) > 1:
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
        parts = [f"{left}.{width}" for left, _ in pairs]
        lines += [
            f"  {name} = shufflevector {_kind(width)} {left}, {_kind(width)} {right}, "
            f"{_indices(list(range(2 * width)))}"
            for name, (left, right) in zip(parts, pairs, strict=True)
        ]
        width *= 2
    kind = _kind(width)
    wanted = _indices(list(range(lanes)))
    return [*lines, f"  %y = shufflevector {kind} {parts[0]}, {kind} poison, {wanted}"]


def _indices(indices: list[int | None] | list[int]) -> str:
    words = ", ".join("i32 poison" if i is None else f"i32 {i}" for i in indices)
    return f"<{len(indices)} x i32> <{words}>"
