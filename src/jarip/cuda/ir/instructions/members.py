"""Instructions that take values apart and put them together."""

from __future__ import annotations

from jarip.cuda.ir.instructions.base import Instruction
from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Value


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
