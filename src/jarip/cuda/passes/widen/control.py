"""Control flow of the wide function where all lanes are active, and the way into masked code.

Each block has one full copy, emitted when something jumps to it. A uniform branch stays a branch. A
divergent one asks the lanes: all one way, all the other, or mixed; only the mixed case runs the
linearised copy of what follows, to the block where the threads meet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jarip.cuda.analysis.divergence import Divergence
from jarip.cuda.analysis.graph import Graph
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Branch, Jump, Phi, Return, Unreachable
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.end_lanes import decided_by_ends
from jarip.cuda.passes.widen.guarded_stores import guarded_stores
from jarip.cuda.passes.widen.instruction import InstructionWidener
from jarip.cuda.passes.widen.linearize import Linearizer
from jarip.cuda.passes.widen.plan import WidenPlan
from jarip.cuda.passes.widen.values import Values


class Control:
    """Emits all code of one wide function."""

    def __init__(
        self,
        function: Function,
        graph: Graph,
        divergence: Divergence,
        values: Values,
        plan: WidenPlan,
        returns_region: bool,
    ) -> None:
        self.function = function
        self.graph = graph
        self.divergence = divergence
        self.values = values
        self.code = values.code
        self.plan = plan
        self.returns_region = returns_region
        self.widen = InstructionWidener(function, values)
        self.entry_label = self.code.fresh("start")
        self.exit_label = self.code.fresh("exit")
        self.labels: dict[Block, str] = {}
        self.waiting: list[Block] = []
        self.linearised = 0
        self.next_slot = self.code.alloca("i32", "next") if returns_region else ""
        self.active_slot = self.code.alloca(self.code.bits_type, "active") if returns_region else ""

    def emit(self) -> None:
        """The entry, every block that is reached, and the exit."""
        code = self.code
        code.label(self.entry_label)
        everyone = f"{code.bits_type} -1"
        if self.returns_region:
            code.emit(f"store i32 -1, ptr {self.next_slot}")
        if self.plan.partial:
            bits = code.mask_bits("%active")
            everyone = f"{code.bits_type} {bits}"
        if self.returns_region:
            code.emit(f"store {everyone}, ptr {self.active_slot}")
        if self.plan.partial:
            self._emit_partial_entry()
        else:
            code.jump(self.full_label(self.graph.entry))
        while self.waiting:
            self._emit_full(self.waiting.pop(0))
        self._emit_exit()

    def _emit_partial_entry(self) -> None:
        """All lanes: full copy. None: out. Some: the whole function under the mask."""
        code = self.code
        bits = code.mask_bits("%active")
        masked, asked, some = code.fresh("some"), code.fresh("ask"), code.fresh("masked")
        all_of_them = code.define(f"icmp eq {code.bits_type} {bits}, -1")
        code.branch(all_of_them, self.full_label(self.graph.entry), asked)
        code.label(asked)
        none = code.define(f"icmp eq {code.bits_type} {bits}, 0")
        code.branch(none, self.exit_label, some)
        code.label(some)
        self.values.forget()
        code.jump(masked)
        code.label(masked)
        Linearizer(self, frozenset(self.graph.reverse_postorder), None).run_from_entry("%active")

    def _emit_exit(self) -> None:
        code = self.code
        code.label(self.exit_label)
        if not self.returns_region:
            code.emit("ret void")
            return
        kind = f"{{ i32, {code.bits_type} }}"
        following = code.define(f"load i32, ptr {self.next_slot}")
        active = code.define(f"load {code.bits_type}, ptr {self.active_slot}")
        first = code.define(f"insertvalue {kind} poison, i32 {following}, 0")
        both = code.define(f"insertvalue {kind} {first}, {code.bits_type} {active}, 1")
        code.emit(f"ret {kind} {both}")

    # -- full copies

    def full_label(self, block: Block) -> str:
        """The label of the block's full copy; it will be emitted."""
        if block not in self.labels:
            self.labels[block] = self.code.fresh("full." + re.sub(r"\W", "_", block.name))
            self.waiting.append(block)
        return self.labels[block]

    def _emit_full(self, block: Block) -> None:
        self.code.label(self.labels[block])
        self.values.forget()
        self.block_body(block, None)
        end = block.terminator
        if isinstance(end, Return | Unreachable):
            self.leave(end, None)
            self.code.jump(self.exit_label)
        elif isinstance(end, Jump):
            self._go(block, end.target)
        else:
            assert isinstance(end, Branch)
            divergent = block in self.divergence.branches
            invariant = end.operands[0] in self.values.invariant
            if self.values.parts > 1 and (divergent or not invariant):
                # Never three ways: a branch in the masked copy may tell the parts apart, which
                # have one mask between them.
                self._all_parts_one_way(block, end)
            elif divergent:
                guarded = guarded_stores(block, end, self.graph, self.values)
                if guarded is None:
                    self._three_ways(block, end)
                else:
                    self._store_under_mask(block, end, guarded)
            else:
                self._uniform_branch(block, end)

    def block_body(self, block: Block, mask: str | None) -> None:
        """All instructions but phis and the terminator, for every part."""
        for instruction in block.instructions[:-1]:
            if isinstance(instruction, Phi):
                continue
            parts = self.values.parts_of(instruction)
            self.widen.in_all_parts(instruction, [Context(self.values, mask, p) for p in parts])
        self.code.made_from(block.terminator)

    def leave(self, end: Return | Unreachable, mask: str | None) -> None:
        """Notes what a `ret` says for the lanes in `mask`: the next region, or that they exit."""
        if not self.returns_region:
            return
        value = end.operands[0] if end.operands else None
        if value is not None and self.values.shape(value).varying:
            self._leave_each_its_way(self.values.vector(value, 0), mask)
            return
        text = self.values.scalar(value, 0) if value is not None else "-1"
        if text == "-1":
            self._retire(mask)
        elif value is not None and isinstance(value, ConstantInt):
            self.code.emit(f"store i32 {text}, ptr {self.next_slot}")
        else:
            self._leave_together(text, mask)

    def _leave_together(self, following: str, mask: str | None) -> None:
        """All lanes of the mask are done (-1), or all go on to that region."""
        code, kind = self.code, self.code.bits_type
        done = code.define(f"icmp slt i32 {following}, 0")
        active = code.define(f"load {kind}, ptr {self.active_slot}")
        left = "0"
        if mask is not None:
            gone = code.define(f"xor {kind} {code.mask_bits(mask)}, -1")
            left = code.define(f"and {kind} {active}, {gone}")
        active = code.define(f"select i1 {done}, {kind} {left}, {kind} {active}")
        code.emit(f"store {kind} {active}, ptr {self.active_slot}")
        before = code.define(f"load i32, ptr {self.next_slot}")
        chosen = code.define(f"select i1 {done}, i32 {before}, i32 {following}")
        code.emit(f"store i32 {chosen}, ptr {self.next_slot}")

    def _retire(self, mask: str | None) -> None:
        """The lanes of the mask are done for good."""
        code = self.code
        if mask is None:
            code.emit(f"store {code.bits_type} 0, ptr {self.active_slot}")
            return
        active = code.define(f"load {code.bits_type}, ptr {self.active_slot}")
        gone = code.define(f"xor {code.bits_type} {code.mask_bits(mask)}, -1")
        left = code.define(f"and {code.bits_type} {active}, {gone}")
        code.emit(f"store {code.bits_type} {left}, ptr {self.active_slot}")

    def _leave_each_its_way(self, following: str, mask: str | None) -> None:
        """Some lanes are done (-1), the others all go on to one region."""
        code, kind = self.code, f"<{self.code.lanes} x i32>"
        ones = code.splat("i32", "-1")
        done = code.define(f"icmp eq {kind} {following}, {ones}")
        self._retire(code.both(mask, done))
        if mask is not None:
            following = code.define(
                f"select {code.mask_type} {mask}, {kind} {following}, {kind} {ones}"
            )
        name = code.declare(f"@llvm.vector.reduce.smax.v{code.lanes}i32", f"i32 {{}}({kind})")
        largest = code.define(f"call i32 {name}({kind} {following})")
        before = code.define(f"load i32, ptr {self.next_slot}")
        further = code.define(f"icmp sgt i32 {largest}, {before}")
        chosen = code.define(f"select i1 {further}, i32 {largest}, i32 {before}")
        code.emit(f"store i32 {chosen}, ptr {self.next_slot}")

    def _uniform_branch(self, block: Block, end: Branch) -> None:
        code = self.code
        condition = self.values.scalar(end.operands[0], 0)
        yes, no = code.fresh("yes"), code.fresh("no")
        saved = self.values.snapshot()
        code.branch(condition, yes, no)
        for label, target in ((yes, end.then), (no, end.otherwise)):
            code.label(label)
            self.values.restore(saved)
            self._go(block, target)

    def _go(self, source: Block, target: Block) -> None:
        """The edge, taken by all lanes: writes the target's phis and jumps."""
        writes: list[tuple[Phi, int, str]] = []
        for phi in target.phis():
            value = phi.incoming(source)
            wide = self.values.shape(phi).varying
            writes += [
                (phi, part, self.values.operand(value, part, wide))
                for part in self.values.parts_of(phi)
            ]
        for phi, part, operand in writes:
            self.values.store_slot(phi, operand, part)
        self.code.jump(self.full_label(target))

    def _three_ways(self, block: Block, end: Branch) -> None:
        code = self.code
        every, ask, none, mixed = (code.fresh(w) for w in ("every", "ask", "none", "mixed"))
        yes, no = self._answers(end.operands[0], 0)
        saved = self.values.snapshot()
        code.branch(yes, every, ask)
        code.label(ask)
        code.branch(no, none, mixed)
        for label, target in ((every, end.then), (none, end.otherwise)):
            code.label(label)
            self.values.restore(saved)
            self._go(block, target)
        code.label(mixed)
        self.values.restore(saved)
        condition = self.values.vector(end.operands[0], 0)
        influence = self.divergence.branches[block]
        linearizer = Linearizer(self, influence.region, influence.meeting)
        linearizer.run_from_branch(block, end, condition)

    def _store_under_mask(self, block: Block, end: Branch, guarded: Block) -> None:
        """The guarded block for the lanes that the branch sends there, then on with all."""
        mask = self.values.vector(end.operands[0], 0)
        meeting = end.otherwise
        if guarded is end.otherwise:
            mask, meeting = self.code.negate(mask), end.then
        self.linearised += 1
        self.block_body(guarded, mask)
        self._go(block, meeting)

    # -- jammed groups at an early branch

    def _all_parts_one_way(self, block: Block, end: Branch) -> None:
        """All lanes of all groups go one way or the other, or each group starts again alone."""
        code, condition = self.code, end.operands[0]
        every, ask, none, apart = (code.fresh(w) for w in ("every", "ask", "none", "apart"))
        yes, no = zip(
            *(self._answers(condition, part) for part in range(self.values.parts)), strict=True
        )
        saved = self.values.snapshot()
        code.branch(self._conjunction(yes), every, ask)
        code.label(ask)
        code.branch(self._conjunction(no), none, apart)
        for label, target in ((every, end.then), (none, end.otherwise)):
            code.label(label)
            self.values.restore(saved)
            self._go(block, target)
        code.label(apart)
        self.values.restore(saved)
        self._start_again_alone()

    def _answers(self, condition: Value, part: int) -> tuple[str, str]:
        """Two i1 operands: the condition holds in all lanes of the part; it holds in none."""
        code = self.code
        if self.values.shape(condition).uniform:
            holds = self.values.scalar(condition, part)
            return holds, code.define(f"xor i1 {holds}, true")
        ends = decided_by_ends(condition, self.values)
        if ends is not None and self.values.is_deferred(condition, part):
            return ends.answers(self.values, part)
        bits = code.mask_bits(self.values.vector(condition, part))
        every = code.define(f"icmp eq {code.bits_type} {bits}, -1")
        return every, code.define(f"icmp eq {code.bits_type} {bits}, 0")

    def _conjunction(self, conditions: Sequence[str]) -> str:
        first, *rest = conditions
        for condition in rest:
            first = self.code.define(f"and i1 {first}, {condition}")
        return first

    def _start_again_alone(self) -> None:
        """Calls the function for one group, once for each part, and goes to the exit."""
        code, plan, parts = self.code, self.plan, self.values.parts
        lists: dict[Value, str] = {}
        for argument in self.function.arguments:
            if argument not in plan.shared_by_parts:
                kind = plan.passed_as(argument)
                lists[argument] = code.alloca(f"[{parts} x {kind}]", "each")
                for part in range(parts):
                    place = code.define(f"getelementptr {kind}, ptr {lists[argument]}, i64 {part}")
                    code.emit(f"store {kind} %{argument.name}.part{part}, ptr {place}")
        counter, top = code.alloca("i64", "part"), code.fresh("alone")
        code.emit(f"store i64 0, ptr {counter}")
        code.jump(top)
        code.label(top)
        part_now = code.define(f"load i64, ptr {counter}")
        words = []
        for argument in self.function.arguments:
            kind, word = plan.passed_as(argument), f"%{argument.name}"
            if argument in lists:
                place = code.define(f"getelementptr {kind}, ptr {lists[argument]}, i64 {part_now}")
                word = code.define(f"load {kind}, ptr {place}")
            words.append(f"{kind} {word}")
        self._call_alone(", ".join(words))
        following = code.define(f"add nuw nsw i64 {part_now}, 1")
        code.emit(f"store i64 {following}, ptr {counter}")
        more = code.define(f"icmp ult i64 {following}, {parts}")
        code.branch(more, top, self.exit_label)

    def _call_alone(self, arguments: str) -> None:
        code = self.code
        kind = f"{{ i32, {code.bits_type} }}"
        result = code.define(f"call {kind} @{self.plan.alone}({arguments})")
        following = code.define(f"extractvalue {kind} {result}, 0")
        active = code.define(f"extractvalue {kind} {result}, 1")
        before = code.define(f"load i32, ptr {self.next_slot}")
        further = code.define(f"icmp sgt i32 {following}, {before}")
        chosen = code.define(f"select i1 {further}, i32 {following}, i32 {before}")
        code.emit(f"store i32 {chosen}, ptr {self.next_slot}")
        code.emit(f"store {code.bits_type} {active}, ptr {self.active_slot}")
