"""Loops in which a thread waits for what another thread does to memory."""

from __future__ import annotations

from collections.abc import Callable, Set

from jarip.cuda.analysis.loops import Loop, find_loops
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    AtomicRMW,
    Call,
    Cast,
    CompareExchange,
    GetElementPtr,
    Instruction,
    Load,
    Phi,
    Select,
    Store,
)
from jarip.cuda.ir.values import ConstantInt, GlobalReference, Value

_UNCHANGED_BY_ZERO = frozenset({"add", "sub", "or", "xor", "umax"})
_BLOCK_INDEX = "llvm.nvvm.read.ptx.sreg.ctaid."
PAUSE = "jarip_device_pause"
_HARMLESS = (
    "llvm.",
    PAUSE,
    "jarip_device_nanosleep",
    "jarip_device_clock",
    "jarip_device_globaltimer",
)


def polling_loops(function: Function) -> list[Loop]:
    """Loops that only look at memory, by volatile or atomic accesses, until it changes."""
    return [loop for loop in find_loops(function).loops if _is_polling(loop)]


def waits_for_blocks(loop: Loop, shared: Set[str]) -> bool:
    """Whether a polling loop waits for what other blocks write, and none of its own.

    So a block waits for those before it, in scans that look back, say: for a place in global
    memory that is another one for each block. What is the same place for all may be a barrier of
    the grid or a thing between threads; shared memory is always the block's own.

    Args:
        loop: A polling loop.
        shared: Names of variables in shared memory.
    """
    polled = [i for block in loop.blocks for i in block.instructions if _polls(i)]
    return all(_is_of_another_block(i.operands[0], shared) for i in polled)


def _is_of_another_block(address: Value, shared: Set[str]) -> bool:
    if any(_names_shared(value, shared) for value in _closure(address, _pointers_of)):
        return False
    return any(
        _differs_by_block(value, shared) for value in _closure(address, lambda i: i.operands)
    )


def _names_shared(value: Value, shared: Set[str]) -> bool:
    return isinstance(value, GlobalReference) and value.name in shared


def _differs_by_block(value: Value, shared: Set[str]) -> bool:
    """The block's index, a ticket, or what a thread that has one gave the others."""
    if isinstance(value, AtomicRMW | CompareExchange):
        return not _reads_only(value)
    if isinstance(value, Load):
        pointers = _closure(value.operands[0], _pointers_of)
        return any(_names_shared(pointer, shared) for pointer in pointers)
    return isinstance(value, Call) and (called_name(value) or "").startswith(_BLOCK_INDEX)


def _pointers_of(instruction: Instruction) -> list[Value]:
    """What a pointer was made from."""
    if isinstance(instruction, GetElementPtr | Cast):
        return instruction.operands[:1]
    if isinstance(instruction, Select):
        return instruction.operands[1:]
    return list(instruction.operands) if isinstance(instruction, Phi) else []


def _closure(start: Value, sources: Callable[[Instruction], list[Value]]) -> set[Value]:
    """`start` and all that it comes from."""
    found: set[Value] = set()
    waiting = [start]
    while waiting:
        value = waiting.pop()
        if value in found:
            continue
        found.add(value)
        if isinstance(value, Instruction):
            waiting += sources(value)
    return found


def retrying_loops(function: Function) -> list[Loop]:
    """Loops with volatile or atomic accesses: polling ones, locks, compare-and-swap loops."""
    return [
        loop
        for loop in find_loops(function).loops
        if any(
            _polls(i) or isinstance(i, CompareExchange | AtomicRMW)
            for block in loop.blocks
            for i in block.instructions
        )
    ]


def lock_loops(function: Function) -> list[Loop]:
    """Loops that a thread leaves only when an atomic exchange finds a given value: spin locks.

    A compare-and-swap whose new value changes from round to round makes progress in every round,
    and is none.
    """
    return [loop for loop in find_loops(function).loops if _is_lock(loop)]


def _is_polling(loop: Loop) -> bool:
    inside = {i for block in loop.blocks for i in block.instructions}
    if any(_acts(i) for i in inside):
        return False
    return _leaves_by(loop, inside, {i for i in inside if _polls(i)})


def _is_lock(loop: Loop) -> bool:
    inside = {i for block in loop.blocks for i in block.instructions}
    return _leaves_by(loop, inside, {i for i in inside if _takes(i, inside)})


def _leaves_by(loop: Loop, inside: set[Instruction], seen: set[Instruction]) -> bool:
    """Whether it depends on what was `seen` in memory when the loop is left."""
    tainted: set[object] = set(seen)
    if not tainted:
        return False
    changed = True
    while changed:
        decided = any(
            o in tainted for b in loop.blocks for o in b.terminator.operands if b.terminator.targets
        )
        new = {
            i
            for i in inside - tainted
            if any(o in tainted for o in i.operands) or (decided and isinstance(i, Phi))
        }
        tainted |= new
        changed = bool(new)
    leaving = {b for b, _ in loop.exits()}
    return any(o in tainted for b in leaving for o in b.terminator.operands)


def _takes(instruction: Instruction, inside: set[Instruction]) -> bool:
    """An exchange whose new value is the same in every round."""
    if isinstance(instruction, AtomicRMW):
        return instruction.operation == "xchg" and instruction.operands[1] not in inside
    return isinstance(instruction, CompareExchange) and instruction.operands[2] not in inside


def _polls(instruction: Instruction) -> bool:
    if isinstance(instruction, Load):
        return instruction.volatile or bool(instruction.ordering)
    return _reads_only(instruction)


def _reads_only(instruction: Instruction) -> bool:
    """An atomic operation that leaves memory as it is: atomicAdd(p, 0), atomicCAS(p, v, v)."""
    if isinstance(instruction, AtomicRMW):
        value = instruction.operands[1]
        zero = isinstance(value, ConstantInt) and value.value == 0
        return zero and instruction.operation in _UNCHANGED_BY_ZERO
    if isinstance(instruction, CompareExchange):
        expected, new = instruction.operands[1:]
        if isinstance(expected, ConstantInt) and isinstance(new, ConstantInt):
            return expected.value == new.value
        return expected is new
    return False


def _acts(instruction: Instruction) -> bool:
    if isinstance(instruction, AtomicRMW | CompareExchange):
        return not _reads_only(instruction)
    if isinstance(instruction, Call):
        callee = instruction.callee
        return not (isinstance(callee, GlobalReference) and callee.name.startswith(_HARMLESS))
    return isinstance(instruction, Store)
