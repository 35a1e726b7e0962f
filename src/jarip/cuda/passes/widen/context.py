"""What the widening of one instruction works in: which part, under which mask."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.code import wide_type
from jarip.cuda.passes.widen.values import Values


@dataclass(slots=True)
class Context:
    """`mask` is an operand `<W x i1>`, or None where all lanes are active."""

    values: Values
    mask: str | None
    part: int = 0

    @property
    def lanes(self) -> int:
        """W."""
        return self.values.code.lanes

    def is_wide(self, value: Value) -> bool:
        """Whether the value is held as a vector."""
        return self.values.shape(value).varying

    def operand(self, value: Value, wide: bool) -> str:
        """The operand for this part."""
        return self.values.operand(value, self.part, wide)

    def held_type(self, kind: Type, wide: bool) -> str:
        """The LLVM type of a value of that type, wide or not."""
        return wide_type(kind, self.lanes) if wide else str(kind)

    def define(self, text: str) -> str:
        """Adds an instruction."""
        return self.values.code.define(text)

    def active(self) -> str:
        """The mask as an operand, all ones where there is none."""
        return self.mask if self.mask is not None else self.values.code.splat("i1", "true")
