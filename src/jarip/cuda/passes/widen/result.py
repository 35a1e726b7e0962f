"""What widening gives."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Access(enum.Enum):
    """Ways to reach memory that are slower than a vector of neighbours."""

    GATHER = "gathers"
    SCATTER = "scatters"
    ASKED = "accesses that ask at run time for neighbours"
    LANES = "accesses a thread at a time"


@dataclass(frozen=True)
class Wide:
    """A wide function as LLVM assembly, what it declares, and facts for `--explain`.

    `linearised_blocks` counts blocks emitted under masks, a measure of the code's growth;
    `accesses` the function's instructions that reach memory in a slow way. `parts` is the plan's.
    """

    name: str
    text: str
    declarations: Mapping[str, str]
    parameters: tuple[str, ...]
    result: str
    divergent_branches: int
    linearised_blocks: int
    accesses: Mapping[Access, int]
    parts: int
