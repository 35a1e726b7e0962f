"""Instructions that make, reach or order memory."""

from __future__ import annotations

from jarip.cuda.ir.instructions.base import Instruction
from jarip.cuda.ir.types import PTR, VOID, Type
from jarip.cuda.ir.values import Value


class Alloca(Instruction):
    """Memory of this thread; `count` elements (an operand) of `allocated`.

    Where it is interleaved, `allocated` is that of `lanes` threads, whose copies start `apart`
    bytes from each other.
    """

    __slots__ = ("alignment", "allocated", "apart", "lanes")
    opcode = "alloca"

    def __init__(
        self,
        allocated: Type,
        alignment: int,
        name: str = "",
        kind: Type = PTR,
        count: Value | None = None,
    ) -> None:
        super().__init__(kind, [count] if count is not None else [], name)
        self.allocated = allocated
        self.alignment = alignment
        self.lanes = 1
        self.apart = 0

    def body(self) -> str:
        count = f", {self.operands[0].typed()}" if self.operands else ""
        return f"alloca {self.allocated}{count}, align {self.alignment}"


class Load(Instruction):
    """Reads memory. `ordering` is empty unless the load is atomic."""

    __slots__ = ("alignment", "ordering", "volatile")
    opcode = "load"

    def __init__(
        self,
        kind: Type,
        pointer: Value,
        alignment: int,
        name: str = "",
        volatile: bool = False,
        ordering: str = "",
    ) -> None:
        super().__init__(kind, [pointer], name)
        self.alignment = alignment
        self.volatile = volatile
        self.ordering = ordering

    def body(self) -> str:
        return (
            f"{_memory_head('load', self.ordering, self.volatile)} {self.type}, "
            f"{self.operands[0].typed()}{_space(self.ordering)}, align {self.alignment}"
        )


class Store(Instruction):
    """Writes memory: operands are the value and the pointer."""

    __slots__ = ("alignment", "ordering", "volatile")
    opcode = "store"

    def __init__(
        self,
        value: Value,
        pointer: Value,
        alignment: int,
        volatile: bool = False,
        ordering: str = "",
    ) -> None:
        super().__init__(VOID, [value, pointer])
        self.alignment = alignment
        self.volatile = volatile
        self.ordering = ordering

    def body(self) -> str:
        value, pointer = self.operands
        return (
            f"{_memory_head('store', self.ordering, self.volatile)} {value.typed()}, "
            f"{pointer.typed()}{_space(self.ordering)}, align {self.alignment}"
        )


class GetElementPtr(Instruction):
    """Address arithmetic: a base pointer and indices into `source`."""

    __slots__ = ("source",)
    opcode = "getelementptr"

    def __init__(
        self,
        source: Type,
        operands: list[Value],
        kind: Type = PTR,
        name: str = "",
        flags: tuple[str, ...] = (),
    ) -> None:
        super().__init__(kind, operands, name, flags)
        self.source = source

    def body(self) -> str:
        return f"{self.head} {self.source}, {', '.join(o.typed() for o in self.operands)}"


class AtomicRMW(Instruction):
    """Reads, changes and writes memory at once; the result is the old value."""

    __slots__ = ("alignment", "operation", "ordering", "volatile")
    opcode = "atomicrmw"

    def __init__(
        self,
        operation: str,
        pointer: Value,
        value: Value,
        ordering: str,
        alignment: int,
        name: str = "",
        volatile: bool = False,
    ) -> None:
        super().__init__(value.type, [pointer, value], name)
        self.operation = operation
        self.ordering = ordering
        self.alignment = alignment
        self.volatile = volatile

    def body(self) -> str:
        pointer, value = self.operands
        head = "atomicrmw volatile" if self.volatile else "atomicrmw"
        return (
            f"{head} {self.operation} {pointer.typed()}, {value.typed()} "
            f"{self.ordering}, align {self.alignment}"
        )


class CompareExchange(Instruction):
    """cmpxchg: pointer, expected, new; the result is { old, whether it was written }."""

    __slots__ = ("alignment", "failure", "success", "volatile", "weak")
    opcode = "cmpxchg"

    def __init__(
        self,
        kind: Type,
        operands: list[Value],
        success: str,
        failure: str,
        alignment: int,
        name: str = "",
        weak: bool = False,
        volatile: bool = False,
    ) -> None:
        super().__init__(kind, operands, name)
        self.success = success
        self.failure = failure
        self.alignment = alignment
        self.weak = weak
        self.volatile = volatile

    def body(self) -> str:
        words = ["cmpxchg"] + ["weak"] * self.weak + ["volatile"] * self.volatile
        operands = ", ".join(o.typed() for o in self.operands)
        return f"{' '.join(words)} {operands} {self.success} {self.failure}, align {self.alignment}"


class Fence(Instruction):
    """Orders memory accesses."""

    __slots__ = ("ordering",)
    opcode = "fence"

    def __init__(self, ordering: str) -> None:
        super().__init__(VOID, [])
        self.ordering = ordering

    def body(self) -> str:
        return f"fence {self.ordering}"


def _memory_head(opcode: str, ordering: str, volatile: bool) -> str:
    return opcode + (" atomic" if ordering else "") + (" volatile" if volatile else "")


def _space(ordering: str) -> str:
    return f" {ordering}" if ordering else ""
