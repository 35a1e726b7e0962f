"""Blocks end at barriers.

Before: a barrier is a call in the middle of a block. After: it is the terminator `Meeting`, whose
target is the rest of the block; the result of a barrier that counts is computed from the
signature's `reduced` argument, and the predicate is added up by a call of `jarip.block.add` before
it.
"""

from __future__ import annotations

from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.table import find
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Binary, Call, Cast, Compare, Instruction, Jump
from jarip.cuda.ir.types import I1, I32, PTR, VOID
from jarip.cuda.ir.values import ConstantInt, GlobalReference, Value
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.region_signature import Signature

ADD = "jarip.block.add"
"""Adds an i32 of this thread to the i32 that its first operand points to."""


class Meeting(Jump):
    """All threads of the block meet, then go on in the target."""

    __slots__ = ()


def run_on(context: PassContext, kernel: Function, signature: Signature) -> None:
    """Splits every block that has barriers."""
    last: dict[Block, Block] = {}
    blocks: list[Block] = []
    replacements: dict[object, object] = {}
    for block in kernel.blocks:
        current, pending = block, block.instructions
        blocks.append(block)
        current.instructions = []
        for instruction in pending:
            row = find(called_name(instruction))
            if row is None or row.kind is not Kind.BARRIER:
                current.instructions.append(instruction)
                continue
            after = Block(context.fresh(f"{block.name.strip(chr(34))}.after"))
            assert isinstance(instruction, Call)
            if instruction.type is not VOID:
                result = _reduce(context, instruction, row.name, current, after, signature)
                replacements[instruction] = result
            current.instructions.append(Meeting(after))
            blocks.append(after)
            current = after
        last[block] = current
    kernel.blocks = blocks
    for block in blocks:
        for phi in block.phis():
            phi.blocks = [last.get(source, source) for source in phi.blocks]
    kernel.replace_uses(replacements)


def meets(block: Block) -> bool:
    """Whether a block ends with a barrier."""
    return isinstance(block.terminator, Meeting)


def _reduce(
    context: PassContext,
    call: Call,
    name: str,
    before: Block,
    after: Block,
    signature: Signature,
) -> Value:
    """Adds the predicate up before the barrier and gives the call's result after it."""

    def emit(block: Block, instruction: Instruction) -> Instruction:
        block.instructions.append(context.named(instruction, "count"))
        return instruction

    predicate = call.operands[-1]
    zero, one = ConstantInt(I32, 0), ConstantInt(I32, 1)
    if predicate.type is not I1:
        predicate = emit(before, Compare("icmp", "ne", predicate, zero))
    value: Value = emit(before, Cast("zext", predicate, I32))
    everyone = ".and" in name
    if everyone:
        value = emit(before, Binary("xor", value, one))
    emit(before, Call(VOID, GlobalReference(PTR, ADD), [signature.context, value]))
    context.support.add(ADD)
    total: Value = signature.reduced
    if ".popc" in name:
        return emit(after, Binary("add", total, zero))
    result = emit(after, Compare("icmp", "eq" if everyone else "ne", total, zero))
    if call.type is I1:
        return result
    return emit(after, Cast("zext", result, I32))
