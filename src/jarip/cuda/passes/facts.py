"""What became of a kernel, for `jarip nvcc --explain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facts:
    """How one kernel was compiled for one block shape.

    Attributes:
        mode: vector, loop or fiber.
        width: Threads in a vector group, 1 without vectors.
        regions: Pieces between barriers.
        kept_bytes: Bytes of a block that are kept across barriers.
        divergent_branches: Branches that the threads of a group may take differently.
        linearised_blocks: Blocks emitted under masks.
        accesses: Instructions that reach memory in a slow way, by the words for it.
        jam: Groups that are worked for at once.
    """

    mode: str
    width: int = 1
    regions: int = 1
    kept_bytes: int = 0
    divergent_branches: int = 0
    linearised_blocks: int = 0
    accesses: Mapping[str, int] = field(default_factory=dict)
    jam: int = 1

    def text(self) -> str:
        """One line."""
        parts = [self.mode]
        if self.mode == "vector":
            rows = f" in {self.jam} rows" if self.jam > 1 else ""
            parts.append(f"{self.width} threads{rows} at once")
        if self.mode != "fiber":
            parts.append(f"{self.regions} region{'s' if self.regions > 1 else ''}")
        if self.kept_bytes:
            parts.append(f"{self.kept_bytes} bytes kept across barriers")
        if self.mode == "vector":
            parts.append(f"{self.divergent_branches} divergent branches")
            parts.append(f"{self.linearised_blocks} blocks under masks")
        parts += [f"{count} {words}" for words, count in self.accesses.items() if count]
        return ", ".join(parts)
