"""Masked code: blocks one after the other, each for the lanes that control brings to it.

Every block of the region has a mask slot. A block takes its mask, does its work for those lanes if
there are any, and adds them to the masks of its successors. A loop repeats while its header's mask
has lanes. Blocks come in topological order within each loop, so a block runs at most once an
iteration, after everything that leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import Branch, Jump, Phi, Return, Unreachable
from jarip.cuda.passes.widen.components import components
from jarip.cuda.passes.widen.plan import CannotWiden

if TYPE_CHECKING:
    from jarip.cuda.passes.widen.control import Control

PhiWrites = list[tuple[Phi, str]]


class Linearizer:
    """Emits one region under masks; at its end all lanes are at `meeting` (None: the exit)."""

    def __init__(self, control: Control, region: frozenset[Block], meeting: Block | None) -> None:
        self.control = control
        self.code = control.code
        self.values = control.values
        self.region = region
        self.meeting = meeting
        order = control.graph.number
        self.blocks = sorted(region, key=order.__getitem__)
        kind = self.code.mask_type
        self.masks = {block: self.code.alloca(kind, "mask") for block in self.blocks}
        control.linearised += len(self.blocks)

    def run_from_entry(self, active: str) -> None:
        """The region is the whole function; the lanes of `active` start at its entry."""
        self._clear()
        entry = self.control.graph.entry
        self.code.emit(f"store {self.code.mask_type} {active}, ptr {self.masks[entry]}")
        self._finish()

    def run_from_branch(self, block: Block, branch: Branch, condition: str) -> None:
        """From the full copy of `block`, lanes with `condition` go one way, the rest the other."""
        self._clear()
        refused = self.code.negate(condition)
        yes = self._reads(block, branch.then)
        no = self._reads(block, branch.otherwise)
        self._edge(branch.then, condition, None, yes)
        self._edge(branch.otherwise, refused, None, no)
        self._finish()

    def _clear(self) -> None:
        for slot in self.masks.values():
            self.code.emit(f"store {self.code.mask_type} zeroinitializer, ptr {slot}")

    def _finish(self) -> None:
        self._emit(self.blocks, None)
        if self.meeting is None:
            self.code.jump(self.control.exit_label)
        else:
            self.code.jump(self.control.full_label(self.meeting))

    # -- order

    def _emit(self, blocks: Iterable[Block], header: Block | None) -> None:
        """Blocks in topological order, cycles as loops; edges into `header` are back edges."""
        inside = set(blocks)

        def successors(block: Block) -> list[Block]:
            return [s for s in block.successors if s in inside and s is not header]

        number = self.control.graph.number
        for component in components(sorted(inside, key=number.__getitem__), successors):
            (first, *rest) = component
            if not rest and (first is header or first not in successors(first)):
                self._emit_block(first)
            else:
                self._emit_loop(frozenset(component))

    def _emit_loop(self, blocks: frozenset[Block]) -> None:
        header = self._header(blocks)
        code = self.code
        top, after = code.fresh("loop"), code.fresh("done")
        code.jump(top)
        code.label(top)
        self._emit(blocks, header)
        mask = code.define(f"load {code.mask_type}, ptr {self.masks[header]}")
        code.branch(code.any(mask), top, after)
        code.label(after)

    def _header(self, blocks: frozenset[Block]) -> Block:
        """The header of the natural loop that the cycle is."""
        for loop in self.control.graph.loops:
            if blocks <= loop.blocks and loop.header in blocks:
                return loop.header
        raise CannotWiden("a cycle under a mask has no header")

    # -- one block

    def _emit_block(self, block: Block) -> None:
        code = self.code
        code.made_from(block.instructions[0])
        slot = self.masks[block]
        mask = code.define(f"load {code.mask_type}, ptr {slot}")
        body, after = code.fresh("work"), code.fresh("next")
        code.branch(code.any(mask), body, after)
        code.label(body)
        code.emit(f"store {code.mask_type} zeroinitializer, ptr {slot}")
        self.values.forget()
        self.control.block_body(block, mask)
        end = block.terminator
        if isinstance(end, Return | Unreachable):
            self.control.leave(end, mask)
        elif isinstance(end, Jump):
            self._edge(end.target, mask, None, self._reads(block, end.target))
        else:
            assert isinstance(end, Branch)
            self._branch(block, end, mask)
        code.jump(after)
        code.label(after)
        self.values.forget()

    def _branch(self, block: Block, end: Branch, mask: str) -> None:
        code = self.code
        condition = end.operands[0]
        chosen = refused = None
        if self.values.shape(condition).uniform:
            chosen = self.values.scalar(condition, 0)
            refused = code.define(f"xor i1 {chosen}, true")
            lanes = code.splat("i1", chosen)
        else:
            lanes = self.values.vector(condition, 0)
        there = code.both(mask, lanes)
        elsewhere = code.both(mask, code.negate(lanes))
        yes, no = self._reads(block, end.then), self._reads(block, end.otherwise)
        self._edge(end.then, there, chosen, yes)
        self._edge(end.otherwise, elsewhere, refused, no)

    # -- edges

    def _reads(self, source: Block, target: Block) -> PhiWrites:
        """What the edge brings to the target's phis, read before any phi is written."""
        return [
            (phi, self.values.operand(phi.incoming(source), 0, self.values.shape(phi).varying))
            for phi in target.phis()
        ]

    def _edge(self, target: Block, mask: str, taken: str | None, writes: PhiWrites) -> None:
        """Sends the lanes of `mask` to the target. `taken`: the bit of a uniform branch."""
        code = self.code
        for phi, operand in writes:
            slot = self.values.slot(phi, 0)
            held = self.values.container(phi)
            if self.values.shape(phi).varying:
                old = code.define(f"load {held}, ptr {slot}")
                operand = code.blend(mask, phi.type, operand, old)
            elif taken is not None:
                old = code.define(f"load {held}, ptr {slot}")
                operand = code.define(f"select i1 {taken}, {held} {operand}, {held} {old}")
            code.emit(f"store {held} {operand}, ptr {slot}")
        if target in self.masks:
            slot = self.masks[target]
            waiting = code.define(f"load {code.mask_type}, ptr {slot}")
            code.emit(f"store {code.mask_type} {code.either(waiting, mask)}, ptr {slot}")
