"""Reading and writing what a thread keeps across barriers, in its place in the context.

A value that counts over the lanes of a group, or is the same in them, is kept once a group, as lane
0's would be: what is written is `value - stride * lane`, what is read has `stride * lane` added. So
in a group that runs as one vector the place, and what lies in it, is the same for all lanes.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.analysis.keep import Layout, stored_type
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr, Instruction, Load, Store
from jarip.cuda.ir.layout import align_of
from jarip.cuda.ir.types import I1, I8, I64, PTR, Type
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.region_signature import Signature

Emit = Callable[[Instruction], Instruction]


class KeptPlaces:
    """The places of one kernel's kept values."""

    def __init__(self, signature: Signature, layout: Layout) -> None:
        self.signature = signature
        self.layout = layout

    def holds(self, value: Value) -> bool:
        """Whether the value has a place."""
        layout = self.layout
        return any(value in held for held in (layout.uniform, layout.per_thread, layout.per_group))

    def read(self, value: Value, emit: Emit) -> Value:
        """The value, loaded; one that the whole block shares is an argument."""
        if value in self.layout.uniform:
            return self.signature.uniform[list(self.layout.uniform).index(value)]
        kind = stored_type(value.type)
        now: Value = emit(Load(kind, self._place(value, emit), align_of(kind)))
        if value.type is I1:
            now = emit(Cast("trunc", now, I1))
        shape = self.layout.shapes.get(value)
        return now if shape is None or shape.uniform else self._add(now, shape, emit)

    def write(self, value: Value, now: Value, emit: Emit) -> None:
        """Stores what `value` is now."""
        shape = self.layout.shapes.get(value)
        if shape is not None and not shape.uniform:
            now = self._subtract(now, shape, emit)
        kind = stored_type(value.type)
        if value.type is I1:
            now = emit(Cast("zext", now, I8))
        emit(Store(now, self._place(value, emit), align_of(kind)))

    def _place(self, value: Value, emit: Emit) -> Value:
        kind, linear = stored_type(value.type), self.signature.linear
        if value in self.layout.uniform:
            return self._at(self.layout.uniform[value], emit)
        if value in self.layout.per_group:
            shift = self.layout.lanes.bit_length() - 1
            group = emit(Binary("lshr", linear, ConstantInt(I64, shift)))
            base = self._at(self.layout.per_group[value], emit)
            return emit(GetElementPtr(kind, [base, group], flags=("inbounds",)))
        base = self._at(self.layout.per_thread[value], emit)
        return emit(GetElementPtr(kind, [base, linear], flags=("inbounds",)))

    def _at(self, offset: int, emit: Emit) -> Value:
        where = ConstantInt(I64, offset)
        return emit(GetElementPtr(I8, [self.signature.context, where], flags=("inbounds",)))

    # -- stride * lane

    def _distance(self, kind: Type, stride: int, emit: Emit) -> Value:
        mask = ConstantInt(I64, self.layout.lanes - 1)
        lane: Value = emit(Binary("and", self.signature.linear, mask))
        if kind is not I64:
            lane = emit(Cast("trunc", lane, kind, flags=("nuw", "nsw")))
        return emit(Binary("mul", lane, ConstantInt(kind, stride), flags=("nsw",)))

    def _add(self, base: Value, shape: Shape, emit: Emit) -> Value:
        assert shape.stride is not None
        if base.type is PTR:
            distance = self._distance(I64, shape.stride, emit)
            return emit(GetElementPtr(I8, [base, distance]))
        flags: tuple[str, ...] = ("nuw",) if shape.unsigned and shape.stride > 0 else ()
        flags += ("nsw",) if shape.signed else ()
        distance = self._distance(base.type, shape.stride, emit)
        return emit(Binary("add", base, distance, flags=flags))

    def _subtract(self, now: Value, shape: Shape, emit: Emit) -> Value:
        assert shape.stride is not None
        if now.type is PTR:
            return emit(GetElementPtr(I8, [now, self._distance(I64, -shape.stride, emit)]))
        return emit(Binary("sub", now, self._distance(now.type, shape.stride, emit)))
