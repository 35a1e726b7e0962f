"""What all instructions have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cuda.ir.types import VOID, Type
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
