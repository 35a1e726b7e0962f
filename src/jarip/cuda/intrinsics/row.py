"""One row of the table of intrinsics."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final


class Kind(enum.Enum):
    """How an intrinsic is lowered."""

    EXPAND = "replaced by the row's LLVM text before device code is optimised"
    REGISTER = "a special register: what it reads depends on the thread or the launch"
    BARRIER = "threads of the block meet"
    GRID = "threads of all blocks of a cooperative launch meet"
    WARP = "lanes of a warp exchange values"
    LLVM = "LLVM lowers it for the host, element by element where it is widened"
    CHIP = "each chip computes it in its own way, within the error that CUDA allows"
    DROP = "says something that only an optimiser wants to know"
    RUNTIME = "a function of the runtime library or of the C library on the device"


MEETINGS: Final = frozenset({Kind.BARRIER, Kind.GRID, Kind.WARP})
"""What threads do together."""


@dataclass(frozen=True)
class Intrinsic:
    """An intrinsic, or a family when `name` ends with `*`.

    Attributes:
        name: LLVM's name without `@`.
        kind: How it is lowered.
        reference: Where its meaning is written down.
        signature: `result (type %name, ...)` of an EXPAND row.
        body: LLVM instructions of an EXPAND row, ending with `ret`.
        attributes: More that LLVM is to know of its function.
    """

    name: str
    kind: Kind
    reference: str
    signature: str = ""
    body: str = ""
    attributes: str = ""

    def definition(self, name: str) -> str:
        """An EXPAND row as a function called `name`.

        Example: `signature` "i32 (i32 %a)" and `body` "ret i32 %a".
        """
        result, parameters = self.signature.split("(", 1)
        return (
            f"define internal {result.strip()} @{name}({parameters} alwaysinline nounwind "
            f"{self.attributes}"
            f"{{\n{self.body.strip()}\n}}"
        )
