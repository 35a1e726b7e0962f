"""`run_blocks`: the loop over blocks around what is done for each, as LLVM text.

Before the first block it reads the launch, the parameters and where the worker's memory is; for
each of [begin, end) it sets its indices and clears its context.
"""

from __future__ import annotations

from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.intrinsics import layout as abi
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.values import Argument
from jarip.cuda.passes.frame import Frame
from jarip.cuda.passes.region_signature import AXES, Signature
from jarip.cuda.passes.widen.plan import PADDING
from jarip.cuda.passes.writer import Writer


class BlockLoop:
    """Writes `run_blocks`; a subclass writes what is done for a block, from the label `r0` to a
    branch to `block.next`."""

    def __init__(self, frame: Frame, regions: list[Function], signature: Signature) -> None:
        self.frame = frame
        self.regions = regions
        self.signature = signature
        self.out = Writer()
        self.context = "%context"
        self.states = ""
        self.scalars: dict[Argument, str] = {}

    def write(self) -> str:
        """The function's definition."""
        out = self.out
        source = f" !dbg {self.frame.subprogram}" if self.frame.subprogram else ""
        out.line(
            f"define internal void @{self.frame.name}"
            f"(ptr %launch, ptr %worker, i64 %begin, i64 %end) #0{source} {{"
        )
        out.label("entry")
        self._setup()
        self._first_block()
        out.label("block")
        self._start_block()
        self._all_regions()
        self._next_block()
        out.line("}")
        return out.text()

    def _all_regions(self) -> None:
        """What is done for a block."""
        raise NotImplementedError

    # -- before the first block

    def _setup(self) -> None:
        out, frame = self.out, self.frame
        for i, axis in enumerate(AXES):
            out.load(f"%nctaid.{axis}", "i32", out.at("%launch", abi.LAUNCH_GRID + 4 * i), 4)
        out.load("%dynamic", "ptr", out.at("%worker", abi.WORKER_DYNAMIC), 8)
        out.load("%packed", "ptr", out.at("%launch", abi.LAUNCH_PARAMS), 8)
        for parameter, (offset, _) in zip(self.signature.parameters, frame.places, strict=True):
            self._parameter(parameter, offset)
        self._memory()
        if frame.uses_thread:
            out.emit(f"%thread.memory = alloca [{abi.THREAD_BYTES} x i8], align 8")
            out.store("ptr %launch", out.at("%thread.memory", abi.THREAD_LAUNCH), 8)
            out.store("ptr %worker", out.at("%thread.memory", abi.THREAD_WORKER), 8)
            out.store("ptr null", out.at("%thread.memory", abi.THREAD_WORKER + 8), 8)
        for name in ("%cx", "%cy", "%cz"):
            out.emit(f"{name} = alloca i32, align 4")
        for name in ("%number", "%linear", "%tx", "%ty", "%tz"):
            out.emit(f"{name} = alloca i64, align 8")
        out.emit("%next = alloca i32, align 4")

    def _parameter(self, parameter: Argument, offset: int) -> None:
        place = self.out.at("%packed", offset)
        if parameter in self.signature.by_address:
            self.out.emit(f"%{parameter.name} = getelementptr i8, ptr {place}, i64 0")
        else:
            alignment = min(offset & -offset or 16, 16)
            self.out.load(f"%{parameter.name}", str(parameter.type), place, alignment)

    def _memory(self) -> None:
        out, frame = self.out, self.frame
        if frame.shared_on_stack:
            for name, (size, alignment, _) in frame.shared.items():
                argument = self.signature.shared[name]
                before, after = (max(PADDING, alignment), PADDING) if frame.padded else (0, 0)
                room = f"[{before + max(size, 1) + after} x i8]"
                own = out.define(f"alloca {room}, align {alignment}")
                out.emit(f"%{argument.name} = getelementptr i8, ptr {own}, i64 {before}")
        elif frame.shared:
            out.load("%arena", "ptr", out.at("%worker", abi.WORKER_SHARED), 8)
            for name, (_, _, offset) in frame.shared.items():
                argument = self.signature.shared[name]
                out.emit(f"%{argument.name} = getelementptr i8, ptr %arena, i64 {offset}")
        if frame.context_on_stack:
            out.emit(f"%context = alloca [{max(frame.context_bytes, 1)} x i8], align 64")
        else:
            out.load("%context", "ptr", out.at("%worker", abi.WORKER_CONTEXT), 8)

    # -- blocks

    def _first_block(self) -> None:
        """Indices of the block `begin`."""
        out = self.out
        out.emit("%gx = zext i32 %nctaid.x to i64")
        out.emit("%gy = zext i32 %nctaid.y to i64")
        out.emit("%first.x = urem i64 %begin, %gx")
        out.emit("%first.row = udiv i64 %begin, %gx")
        out.emit("%first.y = urem i64 %first.row, %gy")
        out.emit("%first.z = udiv i64 %first.row, %gy")
        for axis in AXES:
            out.emit(f"%start.{axis} = trunc i64 %first.{axis} to i32")
            out.store(f"i32 %start.{axis}", f"%c{axis}", 4)
        out.store("i64 %begin", "%number", 8)
        out.emit("%any = icmp ult i64 %begin, %end")
        out.emit("br i1 %any, label %block, label %done")

    def _start_block(self) -> None:
        out, frame = self.out, self.frame
        for i, axis in enumerate(AXES):
            out.load(f"%ctaid.{axis}", "i32", f"%c{axis}", 4)
            if frame.uses_thread:
                place = out.at("%thread.memory", abi.THREAD_CTAID + 4 * i)
                out.store(f"i32 %ctaid.{axis}", place, 4)
        self._clear_context()
        out.emit("br label %r0")

    def _clear_context(self) -> None:
        """The last barrier's count, and the threads' states."""
        out, frame = self.out, self.frame
        if len(self.regions) > 1:
            out.store("i32 0", self.context, 8)
        if frame.flow is not Flow.TOGETHER:
            self._find_states()
            out.emit(
                f"call void @llvm.memset.p0.i64(ptr align 64 {self.states}, i8 0, "
                f"i64 {4 * frame.threads}, i1 false)"
            )

    def _find_states(self) -> None:
        self.states = self.out.at(self.context, self.frame.states_offset)

    def _next_block(self) -> None:
        self.out.label("block.next")
        self._advance_block("1", "1")

    def _advance_block(self, along: str, blocks: str) -> None:
        """To the block so many further along x, an i32 and an i64, and on if there is one."""
        out = self.out
        out.emit(f"%x1 = add i32 %ctaid.x, {along}")
        out.emit("%x.end = icmp eq i32 %x1, %nctaid.x")
        out.emit("%x2 = select i1 %x.end, i32 0, i32 %x1")
        out.emit("%y.step = zext i1 %x.end to i32")
        out.emit("%y1 = add i32 %ctaid.y, %y.step")
        out.emit("%y.end = icmp eq i32 %y1, %nctaid.y")
        out.emit("%y2 = select i1 %y.end, i32 0, i32 %y1")
        out.emit("%z.step = zext i1 %y.end to i32")
        out.emit("%z2 = add i32 %ctaid.z, %z.step")
        for axis in AXES:
            out.store(f"i32 %{axis}2", f"%c{axis}", 4)
        out.load("%n", "i64", "%number", 8)
        out.emit(f"%n1 = add nuw i64 %n, {blocks}")
        out.store("i64 %n1", "%number", 8)
        out.emit("%more = icmp ult i64 %n1, %end")
        out.emit("br i1 %more, label %block, label %done")
        out.label("done")
        out.emit("ret void")
