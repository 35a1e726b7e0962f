"""`run_blocks` for kernels that walk through memory: neighbouring blocks go in step.

A block that goes through planes of a volume, a barrier a plane, touches a few lines of memory on
each of many pages, and by the time its neighbour comes the lines that both touch are gone from the
caches. So several neighbours along x do a region one after the other before any does the next,
each with shared memory and a context of its own. Where they disagree about the region that comes
next, each goes on alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes.choose_width import Groups
from jarip.cuda.passes.frame import Frame
from jarip.cuda.passes.group_driver import GroupDriver
from jarip.cuda.passes.region_signature import AXES, Signature
from jarip.cuda.passes.widen.result import Wide

MOST_BYTES = 32 * 1024
"""Of all blocks in step: what they share and keep has to stay in the first cache."""
MOST_BLOCKS = 16


def blocks_in_step(frame: Frame, wides: Sequence[Wide], groups: Groups) -> int:
    """How many neighbouring blocks of a kernel that walks go in step; 1: they can't, or needn't."""
    whole = any(wide.parts * groups.lanes >= groups.threads for wide in wides)
    own = frame.shared_on_stack and frame.context_on_stack and not frame.uses_dynamic
    if whole or not own or frame.uses_thread or frame.flow is Flow.APART:
        return 1
    return max(1, min(MOST_BLOCKS, MOST_BYTES // _bytes_of_block(frame)))


def _bytes_of_block(frame: Frame) -> int:
    shared = sum(_stride(size) for size, _, _ in frame.shared.values())
    return shared + _stride(frame.context_bytes)


def _stride(size: int) -> int:
    """From one block's memory to the next one's: whole lines."""
    return -(-max(size, 1) // 64) * 64


class StepDriver(GroupDriver):
    """Writes `run_blocks` for groups of threads, `count` blocks in step.

    `%low` and `%high` are the first block and the end of those that go in step now, `%count` is
    the end of all that were begun, `%results` the region that each waits for.
    """

    def __init__(
        self,
        frame: Frame,
        regions: list[Function],
        signature: Signature,
        groups: Groups,
        wides: Sequence[Wide],
        shapes: Mapping[Value, Shape],
        count: int,
    ) -> None:
        super().__init__(frame, regions, signature, groups, wides, shapes)
        self.count = count

    def _memory(self) -> None:
        out, frame = self.out, self.frame
        for name, (size, alignment, _) in frame.shared.items():
            own = f"%{self.signature.shared[name].name}.all"
            out.emit(f"{own} = alloca [{self.count * _stride(size)} x i8], align {alignment}")
        bytes_of_all = self.count * _stride(frame.context_bytes)
        out.emit(f"%context.all = alloca [{bytes_of_all} x i8], align 64")
        out.emit(f"%results = alloca [{self.count} x i32], align 4")
        for name in ("%low", "%high", "%at"):
            out.emit(f"{name} = alloca i64, align 8")

    # -- blocks

    def _start_block(self) -> None:
        """As many blocks as lie next to each other, from the beginning."""
        out = self.out
        for axis in AXES:
            out.load(f"%ctaid.{axis}", "i32", f"%c{axis}", 4)
        number = out.value("i64", "%number", 8)
        left = out.define(f"sub nuw i64 %end, {number}")
        in_row = out.define("sub nuw i32 %nctaid.x, %ctaid.x")
        in_row = out.define(f"zext i32 {in_row} to i64")
        shorter = out.define(f"call i64 @llvm.umin.i64(i64 {left}, i64 {in_row})")
        out.emit(f"%count = call i64 @llvm.umin.i64(i64 {shorter}, i64 {self.count})")
        out.store("i64 0", "%low", 8)
        out.store("i64 %count", "%high", 8)
        self._each_block("clear", self._clear_context)
        out.emit("br label %r0")
        self._choose_region()

    def _each_block(self, prefix: str, body: Callable[[], None]) -> None:
        """Runs what `body` writes for each block that goes in step now."""
        out = self.out
        out.store(f"i64 {out.value('i64', '%low', 8)}", "%at", 8)
        out.emit(f"br label %{prefix}.each")
        out.label(f"{prefix}.each")
        at = out.value("i64", "%at", 8)
        offset = out.define(f"mul nuw nsw i64 {at}, {_stride(self.frame.context_bytes)}")
        self.context = out.define(f"getelementptr i8, ptr %context.all, i64 {offset}")
        body()
        following = out.define(f"add nuw nsw i64 {out.value('i64', '%at', 8)}, 1")
        out.store(f"i64 {following}", "%at", 8)
        more = out.define(f"icmp ult i64 {following}, {out.value('i64', '%high', 8)}")
        out.emit(f"br i1 {more}, label %{prefix}.each, label %{prefix}.end")
        out.label(f"{prefix}.end")

    def _next_block(self) -> None:
        out = self.out
        out.label("block.next")
        out.emit("%count.x = trunc i64 %count to i32")
        self._advance_block("%count.x", "%count")

    # -- regions

    def _region(self, number: int) -> None:
        """One region for all threads of the blocks that go in step now."""
        self.out.label(f"r{number}")
        self._each_block(f"r{number}", lambda: self._region_of_block(number))
        self.out.emit("br label %choose")

    def _region_of_block(self, number: int) -> None:
        out = self.out
        self._shared_values(f"r{number}.")
        self.scalars |= self._places_of_block()
        if self.frame.flow is Flow.ALIVE:
            self._find_states()
        out.store("i32 -1", "%next", 4)
        self.thread_loop(f"r{number}.", number)
        out.store(f"i32 {out.value('i32', '%next', 4)}", self._result_of(), 4)

    def _places_of_block(self) -> dict[Argument, str]:
        """What differs from block to block."""
        out, signature = self.out, self.signature
        at = out.value("i64", "%at", 8)
        own: dict[Argument, str] = {signature.context: self.context}
        for name, (size, _, _) in self.frame.shared.items():
            argument = signature.shared[name]
            offset = out.define(f"mul nuw nsw i64 {at}, {_stride(size)}")
            own[argument] = out.define(f"getelementptr i8, ptr %{argument.name}.all, i64 {offset}")
        further = out.define(f"trunc i64 {at} to i32")
        own[signature.ctaid[0]] = out.define(f"add i32 %ctaid.x, {further}")
        return own

    def _result_of(self, variable: str = "%at") -> str:
        block = self.out.value("i64", variable, 8)
        return self.out.define(f"getelementptr i32, ptr %results, i64 {block}")

    def _choose_region(self) -> None:
        """Goes to the region that all blocks in step wait for; each goes alone if they differ."""
        out = self.out
        out.label("choose")
        first = out.value("i32", self._result_of("%low"), 4)
        self._each_block("compare", lambda: self._compare(first))
        out.emit("br label %go")
        out.label("differ")
        out.store("i64 0", "%low", 8)
        out.store("i64 1", "%high", 8)
        out.emit("br label %go")
        out.label("go")
        result = out.value("i32", self._result_of("%low"), 4)
        targets = " ".join(f"i32 {n}, label %r{n}" for n in range(1, len(self.regions)))
        out.emit(f"switch i32 {result}, label %ended [ {targets} ]")
        out.label("ended")
        high = out.value("i64", "%high", 8)
        all_ended = out.define(f"icmp eq i64 {high}, %count")
        out.emit(f"br i1 {all_ended}, label %block.next, label %alone")
        out.label("alone")
        out.store(f"i64 {high}", "%low", 8)
        out.store(f"i64 {out.define(f'add nuw nsw i64 {high}, 1')}", "%high", 8)
        out.emit("br label %go")

    def _compare(self, first: str) -> None:
        out = self.out
        result = out.value("i32", self._result_of(), 4)
        same = out.define(f"icmp eq i32 {result}, {first}")
        out.emit(f"br i1 {same}, label %same, label %differ")
        out.label("same")
