"""x * 2**n in single precision, for one value or a vector of them, as this processor does best.

The device library ends its exponentials with it; n is at most twice the range of exponents. The
result rounds once, also where it is subnormal: AVX-512 has an instruction for that, elsewhere two
multiplications do it, by half of the power and by the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME = re.compile(r"@(jarip\.scale\.(?:v(\d+))?f32)\(")
BIAS, FRACTION = 127, 23
"""Of single precision: the exponent of 1, and the bits below the exponent."""


def definitions(texts: Iterable[str], scales: bool) -> list[str]:
    """The functions that the texts call.

    Args:
        texts: LLVM text of a module.
        scales: Whether the processor has the instruction.
    """
    used = {match[1]: match[2] for text in texts for match in NAME.finditer(text)}
    write = _at_once if scales else _in_two_steps
    return [write(name, int(lanes or 0)) for name, lanes in sorted(used.items())]


def _kinds(lanes: int) -> tuple[str, str]:
    return (f"<{lanes} x float>", f"<{lanes} x i32>") if lanes else ("float", "i32")


def _head(name: str, lanes: int) -> str:
    kind, whole = _kinds(lanes)
    words = f"{kind} %x, {whole} %n"
    return f"define internal {kind} @{name}({words}) alwaysinline memory(none) #0 {{\n"


def _at_once(name: str, lanes: int) -> str:
    kind, whole = _kinds(lanes)
    vector = f"v{lanes}" if lanes else ""
    scale = f"@llvm.ldexp.{vector}f32.{vector}i32"
    return (
        f"{_head(name, lanes)}  %r = call {kind} {scale}({kind} %x, {whole} %n)\n"
        f"  ret {kind} %r\n}}\ndeclare {kind} {scale}({kind}, {whole})\n"
    )


def _in_two_steps(name: str, lanes: int) -> str:
    kind, whole = _kinds(lanes)

    def all_of(number: int) -> str:
        return f"splat (i32 {number})" if lanes else str(number)

    return (
        f"{_head(name, lanes)}"
        f"  %half = ashr {whole} %n, {all_of(1)}\n"
        f"  %rest = sub {whole} %n, %half\n"
        f"{_power('half', whole, kind, all_of(BIAS), all_of(FRACTION))}"
        f"{_power('rest', whole, kind, all_of(BIAS), all_of(FRACTION))}"
        f"  %halfway = fmul {kind} %x, %half.power\n"
        f"  %r = fmul {kind} %halfway, %rest.power\n  ret {kind} %r\n}}\n"
    )


def _power(part: str, whole: str, kind: str, bias: str, fraction: str) -> str:
    """Instructions that define %PART.power, 2**PART."""
    return (
        f"  %{part}.biased = add {whole} %{part}, {bias}\n"
        f"  %{part}.bits = shl {whole} %{part}.biased, {fraction}\n"
        f"  %{part}.power = bitcast {whole} %{part}.bits to {kind}\n"
    )
