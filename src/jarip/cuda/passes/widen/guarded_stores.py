"""Branches that only guard stores: `if (low > high) swap(low, high)` in shared memory.

Asking whether all lanes go one way pays where they mostly do. Here what is guarded is as cheap as
the question, and where the answer depends on data the processor guesses it wrong every other time.
So the stores are made under a mask, without a branch. Only to places that the same lanes have just
read, which are therefore there, and that no other worker sees, so that nothing is written in vain.
"""

from __future__ import annotations

from jarip.cuda.analysis.graph import Graph
from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import (
    Binary,
    Branch,
    Cast,
    GetElementPtr,
    Instruction,
    Jump,
    Load,
    Select,
    Store,
)
from jarip.cuda.ir.values import ConstantInt, Value
from jarip.cuda.passes.widen.values import Values

MOST_STORES = 4
PURE = Cast | GetElementPtr | Select
CHEAP = frozenset({"add", "sub", "mul", "shl", "lshr", "ashr", "and", "or", "xor"})


def guarded_stores(block: Block, end: Branch, graph: Graph, values: Values) -> Block | None:
    """What the branch at the end of `block` guards, if that is only such stores."""
    body = next((b for b in end.targets if _leads_to(b, _other(end, b), graph)), None)
    if body is None:
        return None
    meeting = _other(end, body)
    if any(phi.incoming(block) is not phi.incoming(body) for phi in meeting.phis()):
        return None
    read = [i.operands[0] for i in block.instructions if isinstance(i, Load) and _is_plain(i)]
    stores = 0
    for instruction in body.instructions[:-1]:
        if isinstance(instruction, Store):
            stores += 1
            pointer = instruction.operands[1]
            known = any(_same(pointer, other) for other in read)
            if not known or not _is_plain(instruction) or not _is_own(pointer, values):
                return None
        elif not _is_cheap(instruction):
            return None
    return body if 0 < stores <= MOST_STORES else None


def _other(end: Branch, target: Block) -> Block:
    return end.otherwise if target is end.then else end.then


def _leads_to(body: Block, meeting: Block, graph: Graph) -> bool:
    end = body.terminator
    alone = body is not meeting and len(graph.predecessors[body]) == 1
    return alone and isinstance(end, Jump) and end.target is meeting


def _is_plain(access: Load | Store) -> bool:
    return not access.volatile and not access.ordering


def _is_own(pointer: Value, values: Values) -> bool:
    return pointer in values.exclusive and not values.shape(pointer).uniform


def _is_cheap(instruction: Instruction) -> bool:
    return isinstance(instruction, PURE) or instruction.opcode in CHEAP


def _same(one: Value, other: Value) -> bool:
    """Whether both are the same value, perhaps computed twice."""
    if one is other:
        return True
    if isinstance(one, ConstantInt) and isinstance(other, ConstantInt):
        return one.type is other.type and one.value == other.value
    if not isinstance(one, Instruction) or not isinstance(other, Instruction):
        return False
    if not isinstance(one, Binary | Cast | GetElementPtr) or one.opcode != other.opcode:
        return False
    if getattr(one, "source", None) is not getattr(other, "source", None):
        return False
    pairs = zip(one.operands, other.operands, strict=False)
    together = len(one.operands) == len(other.operands) and one.type is other.type
    return together and all(_same(a, b) for a, b in pairs)
