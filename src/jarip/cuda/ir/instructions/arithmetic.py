"""Instructions that compute a value of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cuda.ir.instructions.base import Instruction
from jarip.cuda.ir.types import I1, Type, VectorType, vector_type
from jarip.cuda.ir.values import Value

if TYPE_CHECKING:
    from jarip.cuda.ir.function import Block


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
