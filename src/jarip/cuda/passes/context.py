"""What the passes over one module share: names, options, and what lowering asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Instruction
from jarip.cuda.ir.module import Module
from jarip.cuda.ir.types import VOID
from jarip.cuda.passes.facts import Facts


@dataclass
class PassContext:
    """One compilation.

    Attributes:
        module: What is being changed.
        prefix: What the names of the image's module object start with.
        exported: Globals that the image's module object defines, by their name in the image.
        managed: Those of them that are `__managed__`: what is defined is a pointer to the memory.
        shared: Byte offset in the block's arena of each static `__shared__` variable.
        support: Names of support functions and runtime functions that lowered code calls.
        reasons: Why the kernel got the mode that it has, for `--explain`.
        facts: What became of the kernel, once it is emitted.
        regions: The kernel as functions of one thread, in loop mode; they are not in `module`.
        subprogram: The metadata node that says where the kernel's source is, "" if none does.
    """

    module: Module
    prefix: str = ""
    exported: frozenset[str] = frozenset()
    managed: frozenset[str] = field(default=frozenset(), kw_only=True)
    shared: dict[str, int] = field(default_factory=dict)
    support: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    regions: list[Function] = field(default_factory=list)
    facts: Facts | None = None
    subprogram: str = ""
    counter: int = 0

    def fresh(self, stem: str = "j") -> str:
        """A name that no value of the module has."""
        self.counter += 1
        return f"{stem}.jr{self.counter}"

    def named(self, instruction: Instruction, stem: str = "j") -> Instruction:
        """The instruction, with a fresh name if it gives a value."""
        if instruction.type is not VOID:
            instruction.name = self.fresh(stem)
        return instruction


Pass = Callable[[PassContext], None]
