"""Calls, and the instructions that end a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cuda.ir.instructions.base import Instruction, Terminator
from jarip.cuda.ir.types import VOID, Type
from jarip.cuda.ir.values import Value

if TYPE_CHECKING:
    from jarip.cuda.ir.function import Block


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
