"""`run_blocks` with vectors: the loop over groups of W threads around widened regions.

As the driver of thread loops, but a step runs a group: it works out which lanes take part (those
inside the block that have not returned), calls the wide region under that mask if it may be
partial, and notes which lanes are done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape, affine
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes.choose_steps import step_of
from jarip.cuda.passes.choose_width import Groups, Rows
from jarip.cuda.passes.driver import Driver
from jarip.cuda.passes.frame import Frame
from jarip.cuda.passes.region_signature import AXES, Signature
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.result import Wide


def group_shapes(
    signature: Signature, block: tuple[int, int, int], groups: Groups
) -> dict[Value, Shape]:
    """The shapes of a region's arguments over the lanes of a group."""
    shapes: dict[Value, Shape] = dict.fromkeys(signature.arguments(), UNIFORM)
    shapes[signature.linear] = affine(1, groups.lanes)
    for axis, argument, extent in zip(AXES, signature.tid, block, strict=True):
        if extent == 1:
            continue
        if groups.rows is Rows.FOLDED:
            shapes[argument] = VARYING
        elif axis == "x":
            shapes[argument] = affine(1, groups.lanes)
    return shapes


class GroupDriver(Driver):
    """Writes `run_blocks` for groups of threads."""

    def __init__(
        self,
        frame: Frame,
        regions: list[Function],
        signature: Signature,
        groups: Groups,
        wides: Sequence[Wide],
        shapes: Mapping[Value, Shape],
    ) -> None:
        super().__init__(frame, regions, signature)
        self.groups = groups
        self.wides = wides
        self.shapes = shapes
        self.bits = f"i{groups.lanes}"
        self.masks = f"<{groups.lanes} x i1>"

    def thread_loop(self, prefix: str, number: int) -> None:
        """Runs region `number` for each group, x fastest."""
        self._keep_shared_in_memory(number)
        step = step_of(self.regions[number], self._kept())
        if step is None:
            self._loop(prefix, number)
        else:
            self._loop_by_step(prefix, number, step)

    def _loop_by_step(self, prefix: str, number: int, step: Argument) -> None:
        """A loop for each power of two below W, one for multiples of W, one for any step."""
        out, kind, scalar = self.out, step.type, self.scalars[step]
        lanes = self.groups.lanes
        sizes = [1 << bit for bit in range(lanes.bit_length() - 1)]
        targets = " ".join(f"{kind} {size}, label %{prefix}{size}" for size in sizes)
        out.emit(f"switch {kind} {scalar}, label %{prefix}large [ {targets} ]")
        out.label(f"{prefix}large")
        high = out.define(f"and {kind} {scalar}, {-lanes}")
        whole = out.define(f"icmp eq {kind} {high}, {scalar}")
        out.emit(f"br i1 {whole}, label %{prefix}whole, label %{prefix}any")
        values = {str(size): str(size) for size in sizes} | {"whole": high, "any": scalar}
        for name, value in values.items():
            out.label(f"{prefix}{name}")
            self.scalars[step] = value
            self._loop(f"{prefix}{name}.", number)
            out.emit(f"br label %{prefix}all")
        out.label(f"{prefix}all")

    def _kept(self) -> dict[Argument, Value]:
        kept = self.frame.layout.uniform
        return dict(zip(self.signature.uniform, kept, strict=True))

    def _loop(self, prefix: str, number: int) -> None:
        if self.groups.rows is Rows.WHOLE:
            self._loop_over_rows(prefix, number)
        else:
            self._loop_along(prefix, number)

    def _keep_shared_in_memory(self, number: int) -> None:
        """Where a call does the whole block, LLVM would turn shared memory into registers.

        There are too few of those: an element that all lanes read is a broadcast from memory.
        """
        if not self.frame.shared_on_stack:
            return
        if self.wides[number].parts * self.groups.lanes < self.groups.threads:
            return
        for name in self.frame.shared:
            place = f"%{self.signature.shared[name].name}"
            self.out.emit(f'call void asm sideeffect "", "r,~{{memory}}"(ptr {place})')

    def _loop_over_rows(self, prefix: str, number: int) -> None:
        out, lanes = self.out, self.groups.lanes
        out.store("i64 0", "%linear", 8)
        loops = list(zip("zyx", self.frame.block[::-1], strict=True))
        for axis, _ in loops:
            out.store("i64 0", f"%t{axis}", 8)
            out.emit(f"br label %{prefix}{axis}")
            out.label(f"{prefix}{axis}")
        self._one_group(prefix, number)
        parts = self.wides[number].parts
        self._advance(parts)
        steps = {"x": lanes, "y": parts, "z": 1}
        for axis, extent in reversed(loops):
            index = out.value("i64", f"%t{axis}", 8)
            following = out.define(f"add nuw nsw i64 {index}, {steps[axis]}")
            out.store(f"i64 {following}", f"%t{axis}", 8)
            more = out.define(f"icmp ult i64 {following}, {extent}")
            out.emit(f"br i1 {more}, label %{prefix}{axis}, label %{prefix}{axis}.end")
            out.label(f"{prefix}{axis}.end")

    def _loop_along(self, prefix: str, number: int) -> None:
        out = self.out
        out.store("i64 0", "%linear", 8)
        out.emit(f"br label %{prefix}group")
        out.label(f"{prefix}group")
        self._one_group(prefix, number)
        following = self._advance()
        more = out.define(f"icmp ult i64 {following}, {self.groups.threads}")
        out.emit(f"br i1 {more}, label %{prefix}group, label %{prefix}group.end")
        out.label(f"{prefix}group.end")

    def _advance(self, parts: int = 1) -> str:
        out = self.out
        linear = out.value("i64", "%linear", 8)
        following = out.define(f"add nuw nsw i64 {linear}, {parts * self.groups.lanes}")
        out.store(f"i64 {following}", "%linear", 8)
        return following

    # -- one group

    def _one_group(self, prefix: str, number: int) -> None:
        """Calls the region; a group without lanes left returns at once."""
        out = self.out
        linear = out.value("i64", "%linear", 8)
        place, active = "", ""
        if self.frame.flow is Flow.ALIVE:
            group = out.define(f"lshr exact i64 {linear}, {self.groups.lanes.bit_length() - 1}")
            place = out.define(f"getelementptr {self.bits}, ptr {self.states}, i64 {group}")
            gone = out.value(self.bits, place, 1)
            active = out.define(f"xor {self.bits} {gone}, -1")
        if self.groups.partial:
            inside = self._inside(linear)
            active = out.define(f"and {self.bits} {active}, {inside}") if active else inside
        result = self._call_wide(number, linear, active)
        kind = self.wides[number].result
        following = out.define(f"extractvalue {kind} {result}, 0")
        if place:
            left = out.define(f"extractvalue {kind} {result}, 1")
            out.store(f"{self.bits} {out.define(f'xor {self.bits} {left}, -1')}", place, 1)
        before = out.value("i32", "%next", 4)
        goes_on = out.define(f"icmp sge i32 {following}, 0")
        out.store(
            f"i32 {out.define(f'select i1 {goes_on}, i32 {following}, i32 {before}')}", "%next", 4
        )

    def _inside(self, linear: str) -> str:
        """Bits of the lanes that are threads of the block."""
        out, lanes = self.out, self.groups.lanes
        vector = f"<{lanes} x i64>"
        left = out.define(f"sub i64 {self.groups.threads}, {linear}")
        one = out.define(f"insertelement {vector} poison, i64 {left}, i64 0")
        every = out.define(
            f"shufflevector {vector} {one}, {vector} poison, <{lanes} x i32> zeroinitializer"
        )
        steps = ", ".join(f"i64 {lane}" for lane in range(lanes))
        inside = out.define(f"icmp ult {vector} <{steps}>, {every}")
        return out.define(f"bitcast {self.masks} {inside} to {self.bits}")

    def _call_wide(self, number: int, linear: str, active: str) -> str:
        out, signature = self.out, self.signature
        known: dict[Value, str] = dict(self.scalars.items())
        known[signature.linear] = linear
        known.update(zip(signature.tid, self._indices(linear), strict=True))
        known[signature.thread] = "%thread.memory" if self.frame.uses_thread else "null"
        known.setdefault(signature.reduced, "0")
        words = []
        for argument in self.regions[number].arguments:
            kind = str(argument.type)
            if self.shapes[argument].varying:
                kind = wide_type(argument.type, self.groups.lanes)
            given = known.get(argument, f"%{argument.name}")
            words += [f"{kind} {text}" for text in self._by_part(number, argument, given)]
        if active:
            mask = out.define(f"bitcast {self.bits} {active} to {self.masks}")
            words.append(f"{self.masks} {mask}")
        wide = self.wides[number]
        return out.define(f"call {wide.result} @{wide.name}({', '.join(words)})")

    def _by_part(self, number: int, argument: Argument, first: str) -> list[str]:
        """What an argument is for each of the groups of one call: rows, one below the other."""
        steps = {self.signature.linear: self.groups.lanes, self.signature.tid[1]: 1}
        parts, step = self.wides[number].parts, steps.get(argument)
        if step is None or parts == 1:
            return [first]
        kind = argument.type
        return [self.out.define(f"add {kind} {first}, {part * step}") for part in range(parts)]

    def _indices(self, linear: str) -> list[str]:
        """threadIdx of lane 0, or of all lanes where groups span rows."""
        out, block = self.out, self.frame.block
        if self.groups.rows is Rows.LINE:
            return [out.define(f"trunc i64 {linear} to i32"), "0", "0"]
        if self.groups.rows is Rows.WHOLE:
            return [
                out.define(f"trunc i64 {out.value('i64', f'%t{axis}', 8)} to i32")
                if extent > 1
                else "0"
                for axis, extent in zip(AXES, block, strict=True)
            ]
        return self._folded_indices(linear)

    def _folded_indices(self, linear: str) -> list[str]:
        out, lanes = self.out, self.groups.lanes
        vector = f"<{lanes} x i32>"

        def spread(number: str | int) -> str:
            one = out.define(f"insertelement {vector} poison, i32 {number}, i64 0")
            zeros = f"<{lanes} x i32> zeroinitializer"
            return out.define(f"shufflevector {vector} {one}, {vector} poison, {zeros}")

        steps = "<" + ", ".join(f"i32 {lane}" for lane in range(lanes)) + ">"
        first = out.define(f"trunc i64 {linear} to i32")
        rest = out.define(f"add nuw {vector} {spread(first)}, {steps}")
        indices = []
        for axis, extent in zip(AXES, self.frame.block, strict=True):
            if extent == 1:
                indices.append("0")
            elif axis == "z":
                indices.append(rest)
            else:
                indices.append(out.define(f"urem {vector} {rest}, {spread(extent)}"))
                rest = out.define(f"udiv {vector} {rest}, {spread(extent)}")
        return indices
