"""`run_blocks`: the loop over blocks, regions and threads around a kernel's regions, as LLVM text.

For each block of [begin, end) it sets up shared memory and the context, then runs one region for
all threads, sees which comes next, and goes on until all threads are done. A region function is
called in one place, so LLVM inlines it there. `Flow` says what must be remembered of each thread:
nothing, whether it is alive, or the region that it waits for.
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.analysis.keep import Layout, stored_type
from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.intrinsics import layout as abi
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.types import I1
from jarip.cuda.ir.values import Argument
from jarip.cuda.passes.region_signature import AXES, Signature
from jarip.cuda.passes.widen.plan import PADDING
from jarip.cuda.passes.writer import Writer

# Memory of a block that is no larger than this lies on the worker's stack, where LLVM sees all of
# its uses; beyond it comes from the runtime.
ON_STACK = 64 * 1024


@dataclass(frozen=True)
class Frame:
    """What a driver is written for.

    Attributes:
        name: The function's name.
        block: Threads in x, y, z.
        places: Offset and size of each parameter in the packed buffer.
        shared: Size, alignment and offset in the arena of each static shared variable in use.
        shared_on_stack: Whether nothing but the regions sees static shared memory.
        padded: Whether it then has room around each variable, for registers that reach beyond.
        layout: The context's layout.
        flow: How threads go from region to region.
        uses_thread: Whether a region passes the hidden JaripThread to anything.
        uses_dynamic: Whether a region uses dynamic shared memory.
        subprogram: The metadata node of the kernel's source, "" if there is none. The regions'
            lines belong to it too: their calls have no place of their own, so LLVM inlines them
            as if they had always been the driver's.
    """

    name: str
    block: tuple[int, int, int]
    places: tuple[tuple[int, int], ...]
    shared: dict[str, tuple[int, int, int]]
    shared_on_stack: bool
    padded: bool
    layout: Layout
    flow: Flow
    uses_thread: bool
    uses_dynamic: bool
    subprogram: str = ""

    @property
    def threads(self) -> int:
        """Threads of a block."""
        x, y, z = self.block
        return x * y * z

    @property
    def states_offset(self) -> int:
        """Where in the context the threads' states are, two bytes each for two rounds."""
        return -(-self.layout.bytes // 64) * 64

    @property
    def context_bytes(self) -> int:
        """The context's size."""
        states = 0 if self.flow is Flow.TOGETHER else 4 * self.threads
        return self.states_offset + states

    @property
    def context_on_stack(self) -> bool:
        """Whether the context lies on the worker's stack."""
        return self.context_bytes <= ON_STACK


class Driver:
    """Writes `run_blocks` for thread loops."""

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
        if self.frame.flow is Flow.APART:
            self._rounds()
        else:
            for number in range(len(self.regions)):
                self._region(number)
        self._next_block()
        out.line("}")
        return out.text()

    # Before the first block ------------------------------------------------------------------

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

    # Blocks --------------------------------------------------------------------------------------

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

    # Regions -------------------------------------------------------------------------------------

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
        if frame.flow is Flow.APART:
            self._one_apart(prefix, number, linear)
            return
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

    # Threads apart -------------------------------------------------------------------------------

    def _rounds(self) -> None:
        """Each round runs, for every thread, the region that it waits for. States are region + 0,
        all ones when the thread is done; the next round's are written beside this round's."""
        out, frame = self.out, self.frame
        size = 2 * frame.threads
        out.label("r0")
        self._shared_values("round.")
        out.emit(f"%following = getelementptr i8, ptr {self.states}, i64 {size}")
        copy = "call void @llvm.memcpy.p0.p0.i64(ptr align 2 {}, ptr align 2 {}, i64 {}, i1 false)"
        out.emit(copy.format("%following", self.states, size))
        out.store("i32 0", "%next", 4)
        for number in range(len(self.regions)):
            self.thread_loop(f"r{number}.", number)
        out.emit(copy.format(self.states, "%following", size))
        alive = out.value("i32", "%next", 4)
        go = out.define(f"icmp ne i32 {alive}, 0")
        out.emit(f"br i1 {go}, label %r0, label %block.next")

    def _one_apart(self, prefix: str, number: int, linear: str) -> None:
        out = self.out
        state = out.define(f"getelementptr i16, ptr {self.states}, i64 {linear}")
        following = out.define(f"getelementptr i16, ptr %following, i64 {linear}")
        waits = out.define(f"icmp eq i16 {out.value('i16', state, 2)}, {number}")
        out.emit(f"br i1 {waits}, label %{prefix}run, label %{prefix}pass")
        out.label(f"{prefix}run")
        result = self.call(number, linear)
        out.store(f"i16 {out.define(f'trunc i32 {result} to i16')}", following, 2)
        lasts = out.define(f"icmp sge i32 {result}, 0")
        before = out.value("i32", "%next", 4)
        either = out.define(f"or i32 {before}, {out.define(f'zext i1 {lasts} to i32')}")
        out.store(f"i32 {either}", "%next", 4)
        out.emit(f"br label %{prefix}step")
        out.label(f"{prefix}pass")
        out.emit(f"br label %{prefix}step")
