"""The loops over regions and threads of a block: one thread after the other, region by region.

It runs one region for all threads, sees which comes next, and goes on until all threads are done. A
region function is called in one place, so LLVM inlines it there. `Flow` says what must be
remembered of each thread: nothing, or whether it is alive; `apart_driver.py` is for the rest.
"""

from __future__ import annotations

from jarip.cuda.analysis.keep import stored_type
from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.intrinsics import layout as abi
from jarip.cuda.ir.types import I1
from jarip.cuda.ir.values import Argument
from jarip.cuda.passes.block_loop import BlockLoop
from jarip.cuda.passes.region_signature import AXES


class Driver(BlockLoop):
    """Writes `run_blocks` for thread loops."""

    def _all_regions(self) -> None:
        for number in range(len(self.regions)):
            self._region(number)

    def _region(self, number: int) -> None:
        """One region for all threads, then on to the one that they say comes next."""
        out = self.out
        out.label(f"r{number}")
        self._shared_values(f"r{number}.")
        out.store("i32 -1", "%next", 4)
        self.thread_loop(f"r{number}.", number)
        result = out.value("i32", "%next", 4)
        if len(self.regions) == 1:
            out.emit("br label %block.next")
            return
        targets = " ".join(f"i32 {n}, label %r{n}" for n in range(1, len(self.regions)))
        out.emit(f"switch i32 {result}, label %block.next [ {targets} ]")

    def _shared_values(self, prefix: str) -> None:
        """Values that all threads share, and the last barrier's count, before any thread runs."""
        out = self.out
        self.scalars = {}
        if len(self.regions) > 1:
            reduced = out.value("i32", self.context, 8)
            out.store("i32 0", self.context, 8)
            self.scalars[self.signature.reduced] = reduced
        uniform = zip(self.frame.layout.uniform.items(), self.signature.uniform, strict=True)
        for (value, offset), argument in uniform:
            kind = str(stored_type(value.type))
            held = out.value(kind, out.at(self.context, offset), 1)
            if value.type is I1:
                held = out.define(f"trunc i8 {held} to i1")
            self.scalars[argument] = held

    def thread_loop(self, prefix: str, number: int) -> None:
        """Runs region `number` for each thread, x fastest."""
        out, frame = self.out, self.frame
        out.store("i64 0", "%linear", 8)
        loops = list(zip("zyx", frame.block[::-1], strict=True))
        for axis, _ in loops:
            out.store("i64 0", f"%t{axis}", 8)
            out.emit(f"br label %{prefix}{axis}")
            out.label(f"{prefix}{axis}")
        self._one_thread(prefix, number)
        out.label(f"{prefix}step")
        linear = out.value("i64", "%linear", 8)
        out.store(f"i64 {out.define(f'add nuw nsw i64 {linear}, 1')}", "%linear", 8)
        for axis, extent in reversed(loops):
            index = out.value("i64", f"%t{axis}", 8)
            following = out.define(f"add nuw nsw i64 {index}, 1")
            out.store(f"i64 {following}", f"%t{axis}", 8)
            more = out.define(f"icmp ult i64 {following}, {extent}")
            out.emit(f"br i1 {more}, label %{prefix}{axis}, label %{prefix}{axis}.end")
            out.label(f"{prefix}{axis}.end")

    def _one_thread(self, prefix: str, number: int) -> None:
        out, frame = self.out, self.frame
        linear = out.value("i64", "%linear", 8)
        if frame.flow is Flow.ALIVE:
            state = out.define(f"getelementptr i16, ptr {self.states}, i64 {linear}")
            gone = out.define(f"icmp ne i16 {out.value('i16', state, 2)}, 0")
            out.emit(f"br i1 {gone}, label %{prefix}step, label %{prefix}run")
            out.label(f"{prefix}run")
        result = self.call(number, linear)
        if frame.flow is Flow.ALIVE:
            left = out.define(f"icmp eq i32 {result}, -1")
            out.store(f"i16 {out.define(f'zext i1 {left} to i16')}", state, 2)
            before = out.value("i32", "%next", 4)
            result = out.define(f"select i1 {left}, i32 {before}, i32 {result}")
        out.store(f"i32 {result}", "%next", 4)
        out.emit(f"br label %{prefix}step")

    def call(self, number: int, linear: str) -> str:
        """Calls a region for one thread; the name of its result."""
        out, signature = self.out, self.signature
        known: dict[Argument, str] = {**self.scalars, signature.linear: linear}
        for axis, argument, extent in zip(AXES, signature.tid, self.frame.block, strict=True):
            index = out.value("i64", f"%t{axis}", 8) if extent > 1 else "0"
            known[argument] = out.define(f"trunc i64 {index} to i32") if extent > 1 else "0"
            if self.frame.uses_thread:
                place = out.at("%thread.memory", abi.THREAD_TID + 4 * AXES.index(axis))
                out.store(f"i32 {known[argument]}", place, 4)
        known[signature.thread] = "%thread.memory" if self.frame.uses_thread else "null"
        known.setdefault(signature.reduced, "0")
        words = ", ".join(
            f"{a.type} {known.get(a, f'%{a.name}')}" for a in self.regions[number].arguments
        )
        return out.define(f"call i32 @{self.regions[number].name}({words})")
