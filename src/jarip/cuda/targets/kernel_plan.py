"""What every mode's emitter is told of the kernel that it writes."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.ir.function import Function


@dataclass(frozen=True)
class KernelPlan:
    """A kernel after the common passes.

    Attributes:
        kernel: The function.
        name: The kernel's mangled name; splitting renames the function.
        places: Offset and size of each parameter in the packed buffer.
        block: Threads in x, y, z.
        shared_first: Shared variables that come first in the arena of every kernel of the image.
    """

    kernel: Function
    name: str
    places: tuple[tuple[int, int], ...]
    block: tuple[int, int, int]
    shared_first: frozenset[str]

    @property
    def threads(self) -> int:
        """Threads of a block."""
        x, y, z = self.block
        return x * y * z
