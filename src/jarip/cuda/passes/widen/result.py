"""What widening gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wide:
    """A wide function as LLVM assembly, what it declares, and facts for `--explain`.

    `linearised_blocks` counts blocks emitted under masks, a measure of the code's growth.
    """

    name: str
    text: str
    declarations: Mapping[str, str]
    parameters: tuple[str, ...]
    result: str
    divergent_branches: int
    linearised_blocks: int
