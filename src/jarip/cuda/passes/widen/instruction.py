"""The table from an instruction's class to the function that widens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jarip.cuda.analysis.private_layout import bytes_of_threads
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    Alloca,
    AtomicRMW,
    Binary,
    Call,
    Cast,
    Compare,
    CompareExchange,
    ExtractValue,
    Fence,
    GetElementPtr,
    InsertValue,
    Instruction,
    Load,
    Select,
    Store,
    Unary,
    VectorOperation,
)
from jarip.cuda.ir.types import VOID
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen import arithmetic
from jarip.cuda.passes.widen.atomic_rows import find_atomic_rows, widen_atomic_row
from jarip.cuda.passes.widen.atomics import widen_atomic, widen_compare_exchange
from jarip.cuda.passes.widen.calls import widen_call
from jarip.cuda.passes.widen.column_stores import store_columns, stores_columns
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.dealt import deals_memory, dealt_loads, is_collect
from jarip.cuda.passes.widen.end_lanes import decided_by_ends
from jarip.cuda.passes.widen.likely_rows import likely_fills, store_likely_row
from jarip.cuda.passes.widen.memory import (
    likely_accesses,
    load_likely,
    store_likely,
    widen_load,
    widen_store,
)
from jarip.cuda.passes.widen.near_addresses import is_extension
from jarip.cuda.passes.widen.plan import CannotWiden
from jarip.cuda.passes.widen.store_rows import find_store_rows, widen_store_row
from jarip.cuda.passes.widen.values import Values

Handler = Callable[[Any, Context], str | None]

HANDLERS: dict[type[Instruction], Handler] = {
    Binary: arithmetic.widen_binary,
    Unary: arithmetic.widen_unary,
    Cast: arithmetic.widen_cast,
    Compare: arithmetic.widen_compare,
    Select: arithmetic.widen_select,
    GetElementPtr: arithmetic.widen_element_pointer,
    ExtractValue: arithmetic.widen_extract_value,
    InsertValue: arithmetic.widen_insert_value,
    VectorOperation: arithmetic.widen_vector_operation,
    Load: widen_load,
    Store: widen_store,
    CompareExchange: widen_compare_exchange,
    Call: widen_call,
}


class InstructionWidener:
    """Widens one instruction at a time into the code of `values`."""

    def __init__(self, function: Function, values: Values) -> None:
        self.values = values
        self.used: set[Value] = {o for i in function.instructions() for o in i.operands}
        self.rows = find_atomic_rows(function, self.used, values.code.lanes)
        self.store_rows = find_store_rows(function, values.code.lanes)
        self.dealt = dealt_loads(function)
        self._memory: dict[tuple[Value, int], str] = {}

    def instruction(self, instruction: Instruction, context: Context) -> None:
        """Emits the instruction and remembers its result."""
        self.values.code.made_from(instruction)
        if self._can_wait(instruction, context):
            self.values.defer(
                instruction, context.part, lambda: str(self._emit(instruction, context))
            )
            return
        result = self._emit(instruction, context)
        if instruction.type is not VOID and result is not None:
            self.values.define(instruction, result, context.part)

    def in_all_parts(self, instruction: Instruction, contexts: Sequence[Context]) -> None:
        """Emits the instruction for jammed groups; what can be asked for all at once is."""
        row = self.store_rows.get(instruction) if isinstance(instruction, Store) else None
        if row is not None and likely_fills(row, contexts):
            if instruction is row.last:
                self.values.code.made_from(instruction)
                store_likely_row(row, contexts)
            return
        if len(contexts) > 1 and isinstance(instruction, Load | Store):
            self.values.code.made_from(instruction)
            accesses = likely_accesses(instruction, contexts)
            if accesses is not None and isinstance(instruction, Load):
                loaded = load_likely(instruction, accesses)
                for context, result in zip(contexts, loaded, strict=True):
                    self.values.define(instruction, result, context.part)
                return
            if accesses is not None and isinstance(instruction, Store):
                store_likely(instruction, accesses)
                return
            if isinstance(instruction, Store) and stores_columns(instruction, contexts):
                store_columns(instruction, contexts)
                return
        for context in contexts:
            self.instruction(instruction, context)

    def _emit(self, instruction: Instruction, context: Context) -> str | None:
        if isinstance(instruction, AtomicRMW):
            return self._atomic(instruction, context)
        if isinstance(instruction, Alloca):
            return self._private_memory(instruction, context)
        if isinstance(instruction, Fence):
            self.values.code.emit(f"fence {instruction.ordering}")
            return None
        row = self.store_rows.get(instruction) if isinstance(instruction, Store) else None
        if row is not None and row.fills(context):
            if instruction is row.last:
                widen_store_row(row, context)
            return None
        deal = self.dealt.get(instruction) if isinstance(instruction, Load) else None
        if deal is not None and deals_memory(deal, context):
            return None
        handler = HANDLERS.get(type(instruction))
        if handler is None:
            raise CannotWiden(f"{instruction.opcode} has no wide form")
        return handler(instruction, context)

    def _atomic(self, instruction: AtomicRMW, context: Context) -> str | None:
        row = self.rows.get(instruction)
        if row is None or context.mask is not None or not self._is_own(row.members, context):
            return widen_atomic(instruction, context, instruction in self.used)
        if instruction is row.last:
            widen_atomic_row(row, context)
        return None

    def _is_own(self, members: Sequence[AtomicRMW], context: Context) -> bool:
        """Whether each lane adds to a row of its own choice in memory that nobody else touches."""
        pointers = [member.operands[0] for member in members]
        own = all(pointer in context.values.exclusive for pointer in pointers)
        return own and not any(context.values.shape(pointer).uniform for pointer in pointers)

    def _can_wait(self, instruction: Instruction, context: Context) -> bool:
        """Whether it is a step to a vector of addresses, which most accesses do without, a
        condition that few groups need of each lane, or a column that goes to memory in a row."""
        step = isinstance(instruction, GetElementPtr) or is_extension(instruction)
        step |= is_collect(instruction)
        step |= decided_by_ends(instruction, self.values) is not None
        crosses = self.values.slot(instruction, context.part) is not None
        return step and context.is_wide(instruction) and not crosses

    def _private_memory(self, instruction: Alloca, context: Context) -> str:
        """One copy a lane, next to each other: the address is affine in the lane."""
        if instruction.operands:
            raise CannotWiden("a private array's size is known only at run time")
        key = (instruction, context.part)
        if key not in self._memory:
            total = bytes_of_threads(instruction, context.lanes)
            self._memory[key] = self.values.code.alloca(
                f"[{total} x i8]", "private", max(instruction.alignment, 64)
            )
        return self._memory[key]
