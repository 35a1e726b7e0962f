"""Variables get the addresses that they have on the host.

Before: `@x` is a variable or function of the image. After: a `__shared__` one is an offset into the
block's arena (static) or its dynamic part, a variable or function that the image's module object
defines is an external symbol with the image's prefix (a pointer to it, for a `__managed__` one),
and private constants stay as copies.

Needs `pass_thread`, `expand_constants` and `flatten_spaces` to have run.
"""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.intrinsics import layout
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Call, GetElementPtr, Instruction, Load
from jarip.cuda.ir.types import I8, I64, PTR
from jarip.cuda.ir.values import ConstantInt, GlobalReference, Value
from jarip.cuda.passes.context import PassContext

SHARED = 3


def run(context: PassContext) -> None:
    """Lowers them in every function."""
    run_on_functions(context, context.module.functions.values(), shared=True)


def run_on_functions(context: PassContext, functions: Iterable[Function], shared: bool) -> None:
    """Lowers them in those functions; `shared=False` leaves `__shared__` variables in place."""
    for function in functions:
        _Lowering(context, function, shared).run()


class _Lowering:
    def __init__(self, context: PassContext, function: Function, shared: bool) -> None:
        self.context = context
        self.function = function
        self.shared = shared
        self.found: dict[str, Value] = {}
        self.prologue: list[Instruction] = []

    def run(self) -> None:
        for instruction in self.function.instructions():
            operands = instruction.operands
            for index, operand in enumerate(operands):
                if isinstance(operand, GlobalReference):
                    operands[index] = self.address(operand)
            if isinstance(instruction, Call) and isinstance(instruction.callee, GlobalReference):
                name = instruction.callee.name
                if name in self.context.exported and name not in self.context.module.functions:
                    instruction.callee = self.address(instruction.callee)
        self.function.entry.instructions[:0] = self.prologue

    def address(self, reference: GlobalReference) -> Value:
        name = reference.name
        variable = self.context.module.variables.get(name)
        if variable is not None and variable.space == SHARED:
            return self.shared_address(name, reference)
        if name in self.context.managed:
            return self.managed_address(name)
        if name in self.context.exported:
            return GlobalReference(PTR, exported_name(self.context.prefix, name))
        return reference

    def managed_address(self, name: str) -> Value:
        if name not in self.found:
            pointer = GlobalReference(PTR, exported_name(self.context.prefix, name))
            self.found[name] = self.load(pointer)
        return self.found[name]

    def shared_address(self, name: str, reference: GlobalReference) -> Value:
        if not self.shared:
            return reference
        if name not in self.found:
            offset = self.context.shared.get(name)
            if offset is None:
                self.found[name] = self.arena(layout.WORKER_DYNAMIC)
            else:
                base = self.arena(layout.WORKER_SHARED)
                self.found[name] = self.at(base, offset)
        return self.found[name]

    def arena(self, field: int) -> Value:
        key = f"arena {field}"
        if key not in self.found:
            thread = self.function.arguments[0]
            worker = self.load(self.at(thread, layout.THREAD_WORKER))
            self.found[key] = self.load(self.at(worker, field))
        return self.found[key]

    def load(self, pointer: Value) -> Value:
        return self.emit(Load(PTR, pointer, 8))

    def at(self, base: Value, offset: int) -> Value:
        if not offset:
            return base
        return self.emit(GetElementPtr(I8, [base, ConstantInt(I64, offset)], flags=("inbounds",)))

    def emit(self, instruction: Instruction) -> Value:
        self.prologue.append(self.context.named(instruction, "shared"))
        return instruction


def exported_name(prefix: str, name: str) -> str:
    """The symbol of a variable or function in its image's module object."""
    if name.startswith('"'):
        return f'"{prefix}{name[1:]}'
    return prefix + name
