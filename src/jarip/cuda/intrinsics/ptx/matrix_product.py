"""Products of small matrices whose elements a warp's lanes share: mma.sync.
Source: PTX ISA, "Warp-Level Matrix Instructions", its figures of which lane holds what.

Lane 4g + t is in group g and the t-th of it. A register of A holds `packed` neighbours of row g (or
g + 8), one of B neighbours of column g, and the results are columns 2t and 2t + 1 of those rows. So
a lane needs whole rows of A from its group, and two columns of B from two others: shuffles bring
them a register at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jarip.cuda.intrinsics.ptx.body import Body
from jarip.cuda.intrinsics.ptx.convert import members
from jarip.cuda.intrinsics.ptx.lanes import B32, B64, from_lane, joined, lane_number
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType, find_type

Handler = Callable[[Body, Operation], None]
_SHAPE = re.compile(r"m(8|16)n8k(\d+)")
# Elements in a register, and the sums they may be added to.
_PACKED = {"f16": 2, "bf16": 2, "tf32": 1, "f64": 1, "s8": 4, "u8": 4, "s4": 8, "u4": 8, "b1": 1}
_SUMS = {"f16": ("f16", "f32"), "bf16": ("f32",), "tf32": ("f32",), "f64": ("f64",)}
_OF_SUM = {"f16": "float", "f32": "float", "f64": "double", "s32": "i64"}


@dataclass(frozen=True)
class _Product:
    """The shape and the types of an mma."""

    halves: int  # eights of rows
    groups: int  # registers that hold a row
    left: str  # PTX's types, of A, B, D and C
    right: str
    result: str
    added: str
    of_bits: str = "xor"

    @property
    def sum(self) -> str:
        """LLVM's type of what is summed; integers do not overflow in it."""
        return _OF_SUM[self.result]

    @property
    def register(self) -> PtxType:
        return B64 if self.left == "f64" else B32


def _product(operation: Operation) -> _Product:
    parts = operation.parts
    shape = next((found for part in parts if (found := _SHAPE.fullmatch(part))), None)
    sparse = any(part.startswith("sp") for part in parts)
    if shape is None or sparse or not operation.has("row") or not operation.has("col"):
        raise operation.unknown()
    behind = parts[parts.index("col") + 1 :]
    types = [part for part in behind if part in _PACKED or part in _OF_SUM]
    if len(types) != 4:
        raise operation.unknown()
    result, left, right, added = types
    packed, depth = _PACKED.get(left, 0), int(shape[2])
    if left == "b1":
        depth //= 32
    whole = packed and depth % (4 * packed) == 0
    same = left == right or {left, right} in ({"s8", "u8"}, {"s4", "u4"})
    sums = _SUMS.get(left, ("s32",))
    if not (whole and same and result in sums and added in sums) or _is_older(shape[0], left):
        raise operation.unknown()
    bits = "and" if operation.has("and") else "xor"
    return _Product(int(shape[1]) // 8, depth // (4 * packed), left, right, result, added, bits)


def _is_older(shape: str, element: str) -> bool:
    """Volta's m8n8k4 of halves spreads four products over a warp, in another order."""
    return shape == "m8n8k4" and element != "f64"


def _mma(body: Body, operation: Operation) -> None:
    product = _product(operation)
    results, left, right, added = (members(operand) for operand in operation.operands[:4])
    a = [body.read(name, product.register) for name in left]
    b = [body.read(name, product.register) for name in right]
    sums = _read_sums(body, added, product)
    if len(a) != product.groups * product.halves or len(b) != product.groups:
        raise operation.unknown()
    lane = lane_number(body)
    row = body.emit(f"and i32 {lane}, 28")  # 4g
    column = body.emit(f"shl i32 {body.emit(f'and i32 {lane}, 3')}, 3")  # 8t
    for group in range(product.groups):
        for holder in range(4):
            of_row = body.emit(f"or i32 {row}, {holder}")
            rows = [
                from_lane(body, a[group * product.halves + half], product.register, of_row)
                for half in range(product.halves)
            ]
            for side in range(2):
                of_column = body.emit(f"or i32 {column}, {4 * side + holder}")
                word = from_lane(body, b[group], product.register, of_column)
                for half in range(product.halves):
                    at = 2 * half + side
                    sums[at] = _add_products(body, product, rows[half], word, sums[at])
    _write_sums(body, operation, results, sums, product)


def _add_products(body: Body, product: _Product, left: str, right: str, total: str) -> str:
    """`total` and the products of the elements of two registers."""
    if product.left == "b1":
        both = body.emit(f"{product.of_bits} i32 {left}, {right}")
        count = body.call("i32", "llvm.ctpop.i32", f"i32 {both}")
        return body.emit(f"add i64 {total}, {body.emit(f'zext i32 {count} to i64')}")
    for index in range(_PACKED[product.left]):
        x = _element(body, left, product.left, index)
        y = _element(body, right, product.right, index)
        if product.sum == "i64":
            partial = body.emit(f"sext i32 {body.emit(f'mul i32 {x}, {y}')} to i64")
            total = body.emit(f"add i64 {total}, {partial}")
        else:
            kind, suffix = product.sum, "f64" if product.sum == "double" else "f32"
            factors = (f"{kind} {x}", f"{kind} {y}", f"{kind} {total}")
            total = body.call(kind, f"llvm.fma.{suffix}", *factors)
    return total


def _element(body: Body, word: str, kind: str, index: int) -> str:
    """An element of a register as a float, a double or an i32."""
    if kind == "f64":
        return body.emit(f"bitcast i64 {word} to double")
    if kind == "tf32":  # the lowest bits do not count
        return body.emit(f"bitcast i32 {body.emit(f'and i32 {word}, -8192')} to float")
    if kind == "bf16":
        high = body.emit(f"and i32 {word}, -65536" if index else f"shl i32 {word}, 16")
        return body.emit(f"bitcast i32 {high} to float")
    bits = 32 // _PACKED[kind]
    part = body.emit(f"lshr i32 {word}, {bits * index}")
    short = body.emit(f"trunc i32 {part} to i{bits}")
    if kind == "f16":
        return body.emit(f"fpext half {body.emit(f'bitcast i16 {short} to half')} to float")
    return body.emit(f"{'sext' if kind[0] == 's' else 'zext'} i{bits} {short} to i32")


def _read_sums(body: Body, names: list[str], product: _Product) -> list[str]:
    """The accumulator as the type of the sums, by half of the rows and column."""
    if product.added == "f16":
        words = [body.read(name, B32) for name in names]
        return [_element(body, word, "f16", index) for word in words for index in range(2)]
    given = find_type(product.added)
    assert given is not None
    values = [body.read(name, given) for name in names]
    if product.sum == "i64":
        return [body.emit(f"sext i32 {value} to i64") for value in values]
    return values


def _write_sums(
    body: Body, operation: Operation, names: list[str], sums: list[str], product: _Product
) -> None:
    if product.result == "f16":
        halves = [body.emit(f"fptrunc float {value} to half") for value in sums]
        for number, name in enumerate(names):
            low, high = (
                body.emit(f"zext i16 {body.emit(f'bitcast half {half} to i16')} to i32")
                for half in halves[2 * number : 2 * number + 2]
            )
            body.write(name, B32, joined(body, low, high))
        return
    kind = find_type(product.result)
    assert kind is not None
    for name, value in zip(names, sums, strict=True):
        body.write(name, kind, _narrowed(body, operation, value, product))


def _narrowed(body: Body, operation: Operation, value: str, product: _Product) -> str:
    if product.sum != "i64":
        return value
    if operation.has("satfinite"):
        value = body.call("i64", "llvm.smax.i64", f"i64 {value}", f"i64 {-(1 << 31)}")
        value = body.call("i64", "llvm.smin.i64", f"i64 {value}", f"i64 {(1 << 31) - 1}")
    return body.emit(f"trunc i64 {value} to i32")


HANDLERS: dict[str, Handler] = {"mma": _mma}
