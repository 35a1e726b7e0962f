"""The loops for kernels whose threads wait at different barriers, each for a region of its own."""

from __future__ import annotations

from jarip.cuda.passes.driver import Driver


class ApartDriver(Driver):
    """Writes `run_blocks` that remembers of each thread the region that it waits for."""

    def _all_regions(self) -> None:
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

    def _one_thread(self, prefix: str, number: int) -> None:
        out = self.out
        linear = out.value("i64", "%linear", 8)
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
