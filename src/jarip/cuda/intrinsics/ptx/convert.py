"""Conversions and moves. Source: PTX ISA, "Data Movement and Conversion Instructions": cvt, mov.

`cvt` between numbers of any two types; of the directed roundings those of whole numbers (`.rni`
and its kin) and `.rz` to the narrow types are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.floating import (
    F32,
    bfloat16_of_float,
    float_of_bfloat16,
    join,
)
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType, find_type

Handler = Callable[[Body, Operation], None]
_TO_WHOLE = {"rni": "llvm.roundeven", "rzi": "llvm.trunc", "rmi": "llvm.floor", "rpi": "llvm.ceil"}
_DIRECTED = ("rz", "rm", "rp", "rna")
_PACKED = ("f16x2", "bf16x2")
_F16 = PtxType(16, "half", "f")


def _cvt(body: Body, operation: Operation) -> None:
    wanted, given = type_of(operation, -2), type_of(operation)
    if operation.parts[-2] in _PACKED and operation.type == "f32":
        _pack(body, operation, wanted)
        return
    if operation.parts[-2] == "tf32":
        _round_to_tf32(body, operation)
        return
    value = body.read(operation.operands[1], given)
    if given.kind == "bf":
        value, given = float_of_bfloat16(body, value, given.bits), F32
    if given.kind == "f":
        value = _from_float(body, operation, value, given, wanted)
    else:
        value = _from_integer(body, operation, value, given, wanted)
    body.write(operation.operands[0], wanted, value)


def _from_float(
    body: Body, operation: Operation, value: str, given: PtxType, wanted: PtxType
) -> str:
    whole = next((name for part, name in _TO_WHOLE.items() if operation.has(part)), "")
    if whole:
        value = body.call(given.llvm, f"{whole}.{given.suffix}", f"{given.llvm} {value}")
    if wanted.kind in "bus":
        letter = "s" if wanted.kind == "s" else "u"
        name = f"llvm.fpto{letter}i.sat.{wanted.llvm}.{given.suffix}"
        return body.call(wanted.llvm, name, f"{given.llvm} {value}")
    value = _between_floats(body, operation, value, given, wanted, bool(whole))
    if operation.has("sat") and wanted.kind == "f":
        low = body.call(
            wanted.llvm, f"llvm.maxnum.{wanted.suffix}", f"{wanted.llvm} {value}",
            f"{wanted.llvm} 0.0",
        )  # fmt: skip
        value = body.call(
            wanted.llvm, f"llvm.minnum.{wanted.suffix}", f"{wanted.llvm} {low}",
            f"{wanted.llvm} 1.0",
        )  # fmt: skip
    return value


def _between_floats(
    body: Body, operation: Operation, value: str, given: PtxType, wanted: PtxType, whole: bool
) -> str:
    directed = not whole and any(operation.has(part) for part in _DIRECTED)
    if wanted.kind == "bf":
        if given.bits == 64 or operation.has("rm") or operation.has("rp"):
            raise operation.unknown()
        if given.bits == 16:
            value = body.emit(f"fpext half {value} to float")
        if operation.has("relu"):
            value = body.call("float", "llvm.maximum.f32", f"float {value}", "float 0.0")
        return bfloat16_of_float(body, value, to_zero=operation.has("rz"))
    if wanted.bits > given.bits:
        return body.emit(f"fpext {given.llvm} {value} to {wanted.llvm}")
    if wanted.bits == given.bits:
        return value
    if directed:
        raise operation.unknown()
    value = body.emit(f"fptrunc {given.llvm} {value} to {wanted.llvm}")
    if operation.has("relu"):
        name = f"llvm.maximum.{wanted.suffix}"
        value = body.call(wanted.llvm, name, f"{wanted.llvm} {value}", f"{wanted.llvm} 0.0")
    return value


def _from_integer(
    body: Body, operation: Operation, value: str, given: PtxType, wanted: PtxType
) -> str:
    signed = given.kind == "s"
    if wanted.kind == "f":
        if any(operation.has(part) for part in _DIRECTED):
            raise operation.unknown()
        return body.emit(f"{'si' if signed else 'ui'}tofp {given.llvm} {value} to {wanted.llvm}")
    if wanted.kind not in "bus":
        raise operation.unknown()
    if operation.has("sat"):
        value = _clamped(body, value, given, wanted)
    if wanted.bits > given.bits:
        return body.emit(f"{'sext' if signed else 'zext'} {given.llvm} {value} to {wanted.llvm}")
    if wanted.bits < given.bits:
        return body.emit(f"trunc {given.llvm} {value} to {wanted.llvm}")
    return value


def _clamped(body: Body, value: str, given: PtxType, wanted: PtxType) -> str:
    """.sat: to the range of the wanted type, as far as the given one reaches."""
    least = -(2 ** (wanted.bits - 1)) if wanted.kind == "s" else 0
    most = 2 ** (wanted.bits - (wanted.kind == "s")) - 1
    letter = "s" if given.kind == "s" else "u"
    if given.kind == "s":
        most = min(most, 2 ** (given.bits - 1) - 1)
        least = max(least, -(2 ** (given.bits - 1)))
        value = _chosen(body, "llvm.smax", given, value, least)
    return _chosen(body, f"llvm.{letter}min", given, value, min(most, 2**given.bits - 1))


def _chosen(body: Body, function: str, kind: PtxType, value: str, other: int) -> str:
    typed = (f"{kind.llvm} {value}", f"{kind.llvm} {other}")
    return body.call(kind.llvm, f"{function}.{kind.llvm}", *typed)


def _pack(body: Body, operation: Operation, wanted: PtxType) -> None:
    """Two numbers of single precision: the first becomes the upper half."""
    if operation.has("rz") and wanted.kind == "f":
        raise operation.unknown()
    halves = []
    for operand in (operation.operands[2], operation.operands[1]):
        value = body.read(operand, F32)
        if operation.has("relu"):
            value = body.call("float", "llvm.maximum.f32", f"float {value}", "float 0.0")
        if wanted.kind == "bf":
            halves.append(bfloat16_of_float(body, value, to_zero=operation.has("rz")))
        else:
            narrow = body.emit(f"fptrunc float {value} to half")
            halves.append(body.to_word(narrow, _F16))
    packed = PtxType(32, "i32", "b")
    body.write(operation.operands[0], packed, join(body, halves))


def _round_to_tf32(body: Body, operation: Operation) -> None:
    """Ten fraction bits stay: ties away from zero (.rna) or to even (.rn), or the rest goes (.rz).

    NaN and infinity keep their bits.
    """
    bits = body.to_word(body.read(operation.operands[1], F32), F32)
    exponent = body.emit(f"and i32 {bits}, 2139095040")
    special = body.emit(f"icmp eq i32 {exponent}, 2139095040")
    more = "4096"
    if operation.has("rz"):
        more = "0"
    elif operation.has("rn"):
        odd = body.emit(f"and i32 {body.emit(f'lshr i32 {bits}, 13')}, 1")
        more = body.emit(f"add i32 {odd}, 4095")
    rounded = body.emit(f"and i32 {body.emit(f'add i32 {bits}, {more}')}, -8192")
    result = body.emit(f"select i1 {special}, i32 {bits}, i32 {rounded}")
    body.write(operation.operands[0], PtxType(32, "i32", "b"), result)


_TUPLE = re.compile(r"\{(.*)\}")


def members(operand: str) -> list[str]:
    """The registers of `{a, b}`, or the operand alone."""
    found = _TUPLE.fullmatch(operand)
    return [name.strip() for name in found[1].split(",")] if found else [operand]


def _mov(body: Body, operation: Operation) -> None:
    kind = find_type(operation.type)
    if kind is None:
        raise operation.unknown()
    whole = PtxType(kind.bits, kind.word, "p" if kind.kind == "p" else "b")
    into, from_ = members(operation.operands[0]), members(operation.operands[1])
    parts = PtxType(kind.bits // max(len(into), len(from_)), "", "b")
    part = PtxType(parts.bits, f"i{parts.bits}", "b")
    if len(into) > 1:
        value = body.read(from_[0], whole)
        for number, name in enumerate(into):
            moved = body.emit(f"lshr {whole.llvm} {value}, {number * part.bits}")
            body.write(name, part, body.emit(f"trunc {whole.llvm} {moved} to {part.llvm}"))
        return
    value = body.read(from_[0], part)
    for number, name in enumerate(from_[1:], 1):
        wide = value
        if number == 1:
            wide = body.emit(f"zext {part.llvm} {value} to {whole.llvm}")
        more = body.emit(f"zext {part.llvm} {body.read(name, part)} to {whole.llvm}")
        placed = body.emit(f"shl {whole.llvm} {more}, {number * part.bits}")
        value = body.emit(f"or {whole.llvm} {wide}, {placed}")
    body.write(into[0], whole, value)


def _cvta(body: Body, operation: Operation) -> None:
    """One flat address space: the number stays."""
    kind = PtxType(64, "i64", "u")
    body.write(operation.operands[0], kind, body.read(operation.operands[1], kind))


HANDLERS: dict[str, Handler] = {"cvt": _cvt, "mov": _mov, "cvta": _cvta}
