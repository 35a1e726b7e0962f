"""Comparisons and choices. Source: PTX ISA, "Comparison and Selection Instructions"."""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.floating import F32, float_of_bfloat16
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

Handler = Callable[[Body, Operation], None]
PREDICATE = PtxType(1, "i1", "p")
_S32 = PtxType(32, "i32", "s")
_ORDERED = {"eq": "oeq", "ne": "one", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge",
            "equ": "ueq", "neu": "une", "ltu": "ult", "leu": "ule", "gtu": "ugt", "geu": "uge",
            "num": "ord", "nan": "uno"}  # fmt: skip
_UNSIGNED = {"lo": "ult", "ls": "ule", "hi": "ugt", "hs": "uge"}
_EITHER = {"eq": "eq", "ne": "ne"}
_BY_SIGN = {"lt", "le", "gt", "ge"}


def _compared(body: Body, operation: Operation, kind: PtxType) -> str:
    """The comparison of the first two sources, combined with a predicate where there is one."""
    left, right = (body.read(operand, kind) for operand in operation.operands[1:3])
    word = operation.parts[1]
    if kind.kind == "bf" and kind.bits == 16:
        left, right = (float_of_bfloat16(body, value, 16) for value in (left, right))
        kind = F32
    if kind.kind == "f" and not kind.llvm.startswith("<"):
        result = body.emit(f"fcmp {_ORDERED[word]} {kind.llvm} {left}, {right}")
    elif kind.kind in "bus":
        sign = "s" if kind.kind == "s" else "u"
        name = sign + word if word in _BY_SIGN else {**_EITHER, **_UNSIGNED}[word]
        result = body.emit(f"icmp {name} {kind.llvm} {left}, {right}")
    else:
        raise operation.unknown()
    return result


def _combined(body: Body, operation: Operation, result: str) -> str:
    step = operation.parts[2] if len(operation.parts) > 2 else ""
    if step in ("and", "or", "xor"):
        other = body.read(operation.operands[3], PREDICATE)
        return body.emit(f"{step} i1 {result}, {other}")
    return result


def _setp(body: Body, operation: Operation) -> None:
    result = _compared(body, operation, type_of(operation))
    first, _, second = operation.operands[0].partition("|")
    opposite = body.emit(f"xor i1 {result}, true") if second else ""
    body.write(first, PREDICATE, _combined(body, operation, result))
    if second:
        body.write(second, PREDICATE, _combined(body, operation, opposite))


def _set(body: Body, operation: Operation) -> None:
    """The comparison as a number: all ones, or 1.0."""
    wanted = type_of(operation, -2)
    result = _combined(body, operation, _compared(body, operation, type_of(operation)))
    if wanted.llvm == "float":
        value = body.emit(f"select i1 {result}, float 1.0, float 0.0")
    elif wanted.kind in "bus":
        value = body.emit(f"sext i1 {result} to {wanted.llvm}")
    else:
        raise operation.unknown()
    body.write(operation.operands[0], wanted, value)


def _selp(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    a, b = (body.read(operand, kind) for operand in operation.operands[1:3])
    condition = body.read(operation.operands[3], PREDICATE)
    value = body.emit(f"select i1 {condition}, {kind.llvm} {a}, {kind.llvm} {b}")
    body.write(operation.operands[0], kind, value)


def _slct(body: Body, operation: Operation) -> None:
    """a where c is not negative, else b."""
    kind, tested = type_of(operation, -2), type_of(operation)
    a, b = (body.read(operand, kind) for operand in operation.operands[1:3])
    if tested.llvm == "float":
        condition = body.emit(f"fcmp oge float {body.read(operation.operands[3], tested)}, 0.0")
    else:
        condition = body.emit(f"icmp sge i32 {body.read(operation.operands[3], _S32)}, 0")
    value = body.emit(f"select i1 {condition}, {kind.llvm} {a}, {kind.llvm} {b}")
    body.write(operation.operands[0], kind, value)


HANDLERS: dict[str, Handler] = {"setp": _setp, "set": _set, "selp": _selp, "slct": _slct}
