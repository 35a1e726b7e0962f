"""Video instructions: arithmetic on the bytes and halves of a word. Source: PTX ISA, "Scalar Video
Instructions", "SIMD Video Instructions".

Scalar ones read a byte or half of a source where it is selected (`a.b1`); `.add`, `.min` and `.max`
combine the result with the last source. Merging into a part of the destination, masks and the
selectors of SIMD operands are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from jarip.cuda.intrinsics.ptx.body import Body
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

_WORD: Final = PtxType(32, "i32", "u")
_SELECTED: Final = re.compile(r"(?P<register>.+)\.(?P<part>[bh])(?P<number>[0-3])")
_STEPS: Final = ("vadd", "vsub", "vabsdiff", "vmin", "vmax")
_COMBINED: Final = {"add": "add", "min": "llvm.{0}min", "max": "llvm.{0}max"}
_COMPARED: Final = ("eq", "ne", "lt", "le", "gt", "ge")


def _range(letter: str, bits: int) -> tuple[int, int]:
    """The least and the greatest number of a type."""
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if letter == "s" else (0, (1 << bits) - 1)


def _step(body: Body, name: str, kind: str, left: str, right: str) -> str:
    """One of _STEPS; the sources are sign or zero extended, so that signed arithmetic is right."""
    if name in ("vadd", "vsub"):
        return body.emit(f"{name[1:]} {kind} {left}, {right}")
    suffix = _mangled(kind)
    if name == "vabsdiff":
        difference = body.emit(f"sub {kind} {left}, {right}")
        return body.call(kind, f"llvm.abs.{suffix}", f"{kind} {difference}", "i1 false")
    return body.call(kind, f"llvm.s{name[1:]}.{suffix}", f"{kind} {left}", f"{kind} {right}")


def _mangled(kind: str) -> str:
    """LLVM's name of a type in intrinsics: v4i32 for `<4 x i32>`."""
    return "v" + kind.strip("<>").replace(" x ", "") if kind.startswith("<") else kind


def _clamped(body: Body, kind: str, value: str, letter: str, bits: int, lanes: int) -> str:
    least, greatest = _range(letter, bits)
    suffix = _mangled(kind)
    word = kind.strip("<>").split(" ")[-1]
    for name, bound in (("smax", least), ("smin", greatest)):
        other = f"splat ({word} {bound})" if lanes > 1 else str(bound)
        value = body.call(kind, f"llvm.{name}.{suffix}", f"{kind} {value}", f"{kind} {other}")
    return value


def _lanes(body: Body, operand: str, letter: str, count: int) -> str:
    """The parts of a word, each extended to 32 bits."""
    word = body.read(operand, _WORD)
    small = f"<{count} x i{32 // count}>"
    parts = body.emit(f"bitcast i32 {word} to {small}")
    return body.emit(f"{'sext' if letter == 's' else 'zext'} {small} {parts} to <{count} x i32>")


def _simd(name: str, count: int) -> Callable[[Body, Operation], None]:
    kind, small = f"<{count} x i32>", f"<{count} x i{32 // count}>"

    def handle(body: Body, operation: Operation) -> None:
        compares = name == "vset"
        types = operation.parts[1:3] if compares else operation.parts[1:4]
        options = operation.parts[1 + len(types) :]
        _refuse_selections(operation)
        left = _lanes(body, operation.operands[1], types[-2][0], count)
        right = _lanes(body, operation.operands[2], types[-1][0], count)
        if compares:
            value = _comparison(body, operation, options, kind, left, right)
        else:
            value = _step(body, name, kind, left, right)
            if "sat" in options:
                value = _clamped(body, kind, value, types[0][0], 32 // count, count)
        if "add" in options:
            total = body.call("i32", f"llvm.vector.reduce.add.v{count}i32", f"{kind} {value}")
            result = body.emit(f"add i32 {total}, {body.read(operation.operands[3], _WORD)}")
        else:
            parts = body.emit(f"trunc {kind} {value} to {small}")
            result = body.emit(f"bitcast {small} {parts} to i32")
        body.write(operation.operands[0], _WORD, result)

    return handle


def _comparison(
    body: Body, operation: Operation, options: tuple[str, ...], kind: str, left: str, right: str
) -> str:
    asked = next((option for option in options if option in _COMPARED), None)
    if asked is None:
        raise operation.unknown()
    predicate = asked if asked in ("eq", "ne") else f"s{asked}"
    truth = body.emit(f"icmp {predicate} {kind} {left}, {right}")
    return body.emit(f"zext {kind.replace('i32', 'i1')} {truth} to {kind}")


def _refuse_selections(operation: Operation) -> None:
    if any("." in operand for operand in operation.operands):
        raise operation.unknown()


def _scalar(name: str) -> Callable[[Body, Operation], None]:
    def handle(body: Body, operation: Operation) -> None:
        of_result, of_left, of_right, *options = operation.parts[1:]
        if "." in operation.operands[0]:
            raise operation.unknown()
        left = _selected(body, operation.operands[1], of_left[0])
        right = _selected(body, operation.operands[2], of_right[0])
        value = _step(body, name, "i64", left, right)
        if "sat" in options:
            value = _clamped(body, "i64", value, of_result[0], 32, 1)
        result = body.emit(f"trunc i64 {value} to i32")
        combined = next((_COMBINED[option] for option in options if option in _COMBINED), None)
        if combined is not None:
            last = body.read(operation.operands[3], _WORD)
            if combined == "add":
                result = body.emit(f"add i32 {result}, {last}")
            else:
                function = f"{combined.format(of_result[0])}.i32"
                result = body.call("i32", function, f"i32 {result}", f"i32 {last}")
        body.write(operation.operands[0], _WORD, result)

    return handle


def _selected(body: Body, operand: str, letter: str) -> str:
    """A source, or the byte or half of it that is selected, extended to 64 bits."""
    extend = "sext" if letter == "s" else "zext"
    match = _SELECTED.fullmatch(operand)
    if match is None:
        return body.emit(f"{extend} i32 {body.read(operand, _WORD)} to i64")
    bits = 8 if match["part"] == "b" else 16
    word = body.read(match["register"], _WORD)
    moved = body.emit(f"lshr i32 {word}, {bits * int(match['number'])}")
    part = body.emit(f"trunc i32 {moved} to i{bits}")
    return body.emit(f"{extend} i{bits} {part} to i64")


HANDLERS: Final[dict[str, Callable[[Body, Operation], None]]] = {
    **{name: _scalar(name) for name in _STEPS},
    **{f"{name}{count}": _simd(name, count) for name in (*_STEPS, "vset") for count in (2, 4)},
}
