"""Values that are not instructions: arguments, constants, references, inline assembly."""

from __future__ import annotations

from jarip.cuda.ir.types import ArrayType, StructType, Type, VectorType


class Value:
    """Something an instruction can use. Identity, not the name, says which one it is."""

    __slots__ = ("name", "type")

    def __init__(self, kind: Type, name: str = "") -> None:
        self.type = kind
        self.name = name

    def text(self) -> str:
        """How an operand is written, without its type."""
        return f"%{self.name}"

    def typed(self) -> str:
        """How an operand is written, with its type."""
        return f"{self.type} {self.text()}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.typed()}>"


class Argument(Value):
    """A function's parameter. `attributes` are the words kept: noalias, byval(T), align N."""

    __slots__ = ("attributes",)

    def __init__(self, kind: Type, name: str, attributes: tuple[str, ...] = ()) -> None:
        super().__init__(kind, name)
        self.attributes = attributes


class Constant(Value):
    """Any constant."""

    __slots__ = ()


class ConstantInt(Constant):
    """An integer; i1 prints as true and false."""

    __slots__ = ("value",)

    def __init__(self, kind: Type, value: int) -> None:
        super().__init__(kind)
        self.value = value

    def text(self) -> str:
        if self.type.text == "i1":
            return "true" if self.value else "false"
        return str(self.value)


class ConstantWord(Constant):
    """A constant that is one word or literal: a float, null, undef, poison, c"bytes"."""

    __slots__ = ("word",)

    def __init__(self, kind: Type, word: str) -> None:
        super().__init__(kind)
        self.word = word

    def text(self) -> str:
        return self.word


class ConstantAggregate(Constant):
    """An array, structure or vector of constants."""

    __slots__ = ("elements",)

    def __init__(self, kind: Type, elements: list[Constant]) -> None:
        super().__init__(kind)
        self.elements = elements

    def text(self) -> str:
        inner = ", ".join(e.typed() for e in self.elements)
        if isinstance(self.type, ArrayType):
            return f"[{inner}]"
        if isinstance(self.type, VectorType):
            return f"<{inner}>"
        packed = isinstance(self.type, StructType) and self.type.packed
        return f"<{{ {inner} }}>" if packed else f"{{ {inner} }}"


class ConstantExpression(Constant):
    """An instruction folded into a constant: getelementptr, a cast, or integer arithmetic."""

    __slots__ = ("flags", "opcode", "operands", "source")

    def __init__(
        self,
        kind: Type,
        opcode: str,
        operands: list[Constant],
        flags: tuple[str, ...] = (),
        source: Type | None = None,
    ) -> None:
        super().__init__(kind)
        self.opcode = opcode
        self.operands = operands
        self.flags = flags
        self.source = source

    def text(self) -> str:
        head = " ".join((self.opcode, *self.flags))
        operands = ", ".join(o.typed() for o in self.operands)
        if self.opcode == "getelementptr":
            return f"{head} ({self.source}, {operands})"
        if len(self.operands) == 1:
            return f"{head} ({operands} to {self.type})"
        return f"{head} ({operands})"


class GlobalReference(Constant):
    """The address of a global variable or function."""

    __slots__ = ()

    def text(self) -> str:
        return f"@{self.name}"


class InlineAssembly(Value):
    """An `asm` callee: the PTX text and the operand constraints, both as LLVM escapes them."""

    __slots__ = ("assembly", "constraints", "flags")

    def __init__(
        self, kind: Type, assembly: str, constraints: str, flags: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kind)
        self.assembly = assembly
        self.constraints = constraints
        self.flags = flags

    def text(self) -> str:
        return " ".join(("asm", *self.flags, f'"{self.assembly}", "{self.constraints}"'))


def undef(kind: Type) -> ConstantWord:
    """An undefined value."""
    return ConstantWord(kind, "undef")


def poison(kind: Type) -> ConstantWord:
    """A poison value."""
    return ConstantWord(kind, "poison")


def zero(kind: Type) -> ConstantWord:
    """The value whose bits are all zero, of an aggregate, vector or pointer type."""
    return ConstantWord(kind, "null" if kind.text.startswith("ptr") else "zeroinitializer")
