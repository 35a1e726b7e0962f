"""Blocks and functions."""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cuda.ir.instructions import Instruction, Phi, Terminator
from jarip.cuda.ir.types import Type
from jarip.cuda.ir.values import Argument


class Block:
    """Instructions that run one after the other; the last one is the terminator."""

    __slots__ = ("instructions", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.instructions: list[Instruction] = []

    @property
    def terminator(self) -> Terminator:
        """The last instruction.

        Raises:
            ValueError: the block is unfinished.
        """
        last = self.instructions[-1] if self.instructions else None
        if not isinstance(last, Terminator):
            raise ValueError(f"block %{self.name} has no terminator")
        return last

    @property
    def successors(self) -> list[Block]:
        """Where control may go next, in the terminator's order."""
        return self.terminator.targets

    def phis(self) -> Iterator[Phi]:
        """The phis at the start."""
        for instruction in self.instructions:
            if not isinstance(instruction, Phi):
                return
            yield instruction

    def __repr__(self) -> str:
        return f"<Block {self.name}>"


class Function:
    """A function with a body; `blocks[0]` is the entry.

    `kernel` says it is `__global__`; `attributes` are the words of its attribute group that are
    kept (noinline, convergent, ...); `subprogram` is the metadata node that says where its source
    is, "" where lines are not recorded.
    """

    __slots__ = (
        "arguments",
        "attributes",
        "blocks",
        "kernel",
        "linkage",
        "name",
        "result",
        "subprogram",
    )

    def __init__(
        self,
        name: str,
        result: Type,
        arguments: list[Argument],
        kernel: bool = False,
        attributes: frozenset[str] = frozenset(),
        linkage: str = "",
        subprogram: str = "",
    ) -> None:
        self.name = name
        self.result = result
        self.arguments = arguments
        self.kernel = kernel
        self.attributes = attributes
        self.linkage = linkage
        self.subprogram = subprogram
        self.blocks: list[Block] = []

    @property
    def entry(self) -> Block:
        """The block where control starts."""
        return self.blocks[0]

    def instructions(self) -> Iterator[Instruction]:
        """Every instruction, block by block."""
        for block in self.blocks:
            yield from block.instructions

    def replace_uses(self, replacements: dict[object, object]) -> None:
        """Puts another value wherever a key of `replacements` is used; chains are followed."""
        if not replacements:
            return
        for instruction in self.instructions():
            operands = instruction.operands
            for index, operand in enumerate(operands):
                while operand in replacements:
                    operand = replacements[operand]  # type: ignore[assignment]
                operands[index] = operand
            callee = getattr(instruction, "callee", None)
            if callee is not None and callee in replacements:
                instruction.callee = replacements[callee]  # type: ignore[attr-defined]
