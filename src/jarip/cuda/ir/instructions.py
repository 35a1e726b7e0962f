"""Instructions, one class a form. Each prints itself as LLVM writes it.

Operands are in one list, so that an analysis need not know the form; what is not a value (types,
flags, alignment, ordering) is in attributes. `metadata` keeps the attachments worth keeping.

Source: LLVM Language Reference, "Instruction Reference"
(https://llvm.org/docs/LangRef.html#instruction-reference).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cuda.ir.types import I1, PTR, VOID, Type, VectorType, vector_type
from jarip.cuda.ir.values import Value

if TYPE_CHECKING:
    from jarip.cuda.ir.function import Block

Metadata = tuple[tuple[str, str], ...]


class Instruction(Value):
    """Any instruction. `type` is that of its result, void when there is none."""

    __slots__ = ("flags", "metadata", "operands")
    opcode = ""

    def __init__(
        self, kind: Type, operands: list[Value], name: str = "", flags: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kind, name)
        self.operands = operands
        self.flags = flags
        self.metadata: Metadata = ()

    @property
    def head(self) -> str:
        """The opcode and its flags."""
        return " ".join((self.opcode, *self.flags)) if self.flags else self.opcode

    def body(self) -> str:
        """Everything after `%name = `, without metadata."""
        raise NotImplementedError

    def line(self) -> str:
        """The whole instruction as text."""
        left = f"%{self.name} = " if self.type is not VOID else ""
        tail = "".join(f", !{kind} {node}" for kind, node in self.metadata)
        return f"{left}{self.body()}{tail}"


class Terminator(Instruction):
    """An instruction that ends a block."""

    __slots__ = ()

    @property
    def targets(self) -> list[Block]:
        """The blocks that control may go to."""
        return []


class Binary(Instruction):
    """Two operands and a result of the same type: add ... xor, fadd ... frem."""

    __slots__ = ("opcode",)

    def __init__(
        self, opcode: str, left: Value, right: Value, name: str = "", flags: tuple[str, ...] = ()
    ) -> None:
        super().__init__(left.type, [left, right], name, flags)
        self.opcode = opcode

    def body(self) -> str:
        left, right = self.operands
        return f"{self.head} {left.typed()}, {right.text()}"


class Unary(Instruction):
    """One operand, result of the same type: fneg, freeze."""

    __slots__ = ("opcode",)

    def __init__(
        self, opcode: str, value: Value, name: str = "", flags: tuple[str, ...] = ()
    ) -> None:
        super().__init__(value.type, [value], name, flags)
        self.opcode = opcode

    def body(self) -> str:
        return f"{self.head} {self.operands[0].typed()}"


class Cast(Instruction):
    """A conversion of one type to another."""

    __slots__ = ("opcode",)

    def __init__(
        self, opcode: str, value: Value, kind: Type, name: str = "", flags: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kind, [value], name, flags)
        self.opcode = opcode

    def body(self) -> str:
        return f"{self.head} {self.operands[0].typed()} to {self.type}"


class Compare(Instruction):
    """icmp and fcmp; `predicate` is eq, slt, olt, ..."""

    __slots__ = ("opcode", "predicate")

    def __init__(
        self,
        opcode: str,
        predicate: str,
        left: Value,
        right: Value,
        name: str = "",
        flags: tuple[str, ...] = (),
    ) -> None:
        of = left.type
        kind: Type = vector_type(of.count, I1) if isinstance(of, VectorType) else I1
        super().__init__(kind, [left, right], name, flags)
        self.opcode = opcode
        self.predicate = predicate

    def body(self) -> str:
        left, right = self.operands
        return f"{self.head} {self.predicate} {left.typed()}, {right.text()}"


class Select(Instruction):
    """condition ? first : second."""

    __slots__ = ()
    opcode = "select"

    def __init__(
        self,
        condition: Value,
        first: Value,
        second: Value,
        name: str = "",
        flags: tuple[str, ...] = (),
    ) -> None:
        super().__init__(first.type, [condition, first, second], name, flags)

    def body(self) -> str:
        return f"{self.head} {', '.join(o.typed() for o in self.operands)}"


class Phi(Instruction):
    """A value by the edge that control came over: `blocks[i]` gives `operands[i]`."""

    __slots__ = ("blocks",)
    opcode = "phi"

    def __init__(
        self, kind: Type, operands: list[Value], blocks: list[Block], name: str = ""
    ) -> None:
        super().__init__(kind, operands, name)
        self.blocks = blocks

    def incoming(self, block: Block) -> Value:
        """The value that comes from `block`."""
        return self.operands[self.blocks.index(block)]

    def body(self) -> str:
        pairs = (
            f"[ {value.text()}, %{block.name} ]"
            for value, block in zip(self.operands, self.blocks, strict=True)
        )
        return f"{self.head} {self.type} {', '.join(pairs)}"


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


class Call(Instruction):
    """A call. `callee` is a GlobalReference, a pointer value or InlineAssembly.

    `byval[i]`, where it is not empty, is the attribute text of argument i that must be kept.
    """

    __slots__ = ("byval", "callee", "vararg_type")
    opcode = "call"

    def __init__(
        self,
        kind: Type,
        callee: Value,
        operands: list[Value],
        name: str = "",
        flags: tuple[str, ...] = (),
        byval: tuple[str, ...] = (),
        vararg_type: Type | None = None,
    ) -> None:
        super().__init__(kind, operands, name, flags)
        self.callee = callee
        self.byval = byval
        self.vararg_type = vararg_type

    def body(self) -> str:
        words = [o.typed() for o in self.operands]
        for index, attribute in enumerate(self.byval):
            if attribute:
                operand = self.operands[index]
                words[index] = f"{operand.type} {attribute} {operand.text()}"
        kind = self.vararg_type or self.type
        return f"{self.head} {kind} {self.callee.text()}({', '.join(words)})"


class ExtractValue(Instruction):
    """A member of an aggregate."""

    __slots__ = ("path",)
    opcode = "extractvalue"

    def __init__(self, kind: Type, aggregate: Value, path: tuple[int, ...], name: str = "") -> None:
        super().__init__(kind, [aggregate], name)
        self.path = path

    def body(self) -> str:
        return f"extractvalue {self.operands[0].typed()}, {', '.join(map(str, self.path))}"


class InsertValue(Instruction):
    """An aggregate with one member replaced."""

    __slots__ = ("path",)
    opcode = "insertvalue"

    def __init__(
        self, aggregate: Value, value: Value, path: tuple[int, ...], name: str = ""
    ) -> None:
        super().__init__(aggregate.type, [aggregate, value], name)
        self.path = path

    def body(self) -> str:
        aggregate, value = self.operands
        return f"insertvalue {aggregate.typed()}, {value.typed()}, {', '.join(map(str, self.path))}"


class VectorOperation(Instruction):
    """extractelement, insertelement, shufflevector."""

    __slots__ = ("opcode",)

    def __init__(self, opcode: str, kind: Type, operands: list[Value], name: str = "") -> None:
        super().__init__(kind, operands, name)
        self.opcode = opcode

    def body(self) -> str:
        return f"{self.opcode} {', '.join(o.typed() for o in self.operands)}"


class Jump(Terminator):
    """An unconditional branch."""

    __slots__ = ("target",)
    opcode = "br"

    def __init__(self, target: Block) -> None:
        super().__init__(VOID, [])
        self.target = target

    @property
    def targets(self) -> list[Block]:
        return [self.target]

    def body(self) -> str:
        return f"br label %{self.target.name}"


class Branch(Terminator):
    """A conditional branch: to `then` when its operand is true, else to `otherwise`."""

    __slots__ = ("otherwise", "then")
    opcode = "br"

    def __init__(self, condition: Value, then: Block, otherwise: Block) -> None:
        super().__init__(VOID, [condition])
        self.then = then
        self.otherwise = otherwise

    @property
    def targets(self) -> list[Block]:
        return [self.then, self.otherwise]

    def body(self) -> str:
        return (
            f"br {self.operands[0].typed()}, label %{self.then.name}, label %{self.otherwise.name}"
        )


class Return(Terminator):
    """Leaves the function, with a value unless it returns void."""

    __slots__ = ()
    opcode = "ret"

    def __init__(self, value: Value | None = None) -> None:
        super().__init__(VOID, [value] if value is not None else [])

    def body(self) -> str:
        return f"ret {self.operands[0].typed()}" if self.operands else "ret void"


class Unreachable(Terminator):
    """Control never gets here."""

    __slots__ = ()
    opcode = "unreachable"

    def __init__(self) -> None:
        super().__init__(VOID, [])

    def body(self) -> str:
        return "unreachable"


def _memory_head(opcode: str, ordering: str, volatile: bool) -> str:
    return opcode + (" atomic" if ordering else "") + (" volatile" if volatile else "")


def _space(ordering: str) -> str:
    return f" {ordering}" if ordering else ""
