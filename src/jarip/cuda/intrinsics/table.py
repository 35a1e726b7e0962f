"""The table of intrinsics: `find(name)` gives its row.

Documentation and tests are generated from ROWS; a name that is not here is an error that says so.
"""

from __future__ import annotations

from jarip.cuda.intrinsics import (
    arithmetic,
    conversion,
    hostable,
    library,
    memory,
    registers,
    synchronisation,
)
from jarip.cuda.intrinsics.row import Intrinsic

ROWS: tuple[Intrinsic, ...] = (
    *registers.ROWS,
    *synchronisation.ROWS,
    *arithmetic.ROWS,
    *conversion.ROWS,
    *memory.ROWS,
    *library.ROWS,
    *hostable.ROWS,
)
_EXACT = {row.name: row for row in ROWS if not row.name.endswith("*")}
_FAMILIES = {row.name[:-1]: row for row in ROWS if row.name.endswith("*")}


def find(name: str) -> Intrinsic | None:
    """The row of an intrinsic or library function, or None when it is not supported."""
    found = _EXACT.get(name)
    if found is not None or not name.startswith("llvm."):
        return found
    end = name.rfind(".")
    while end > 0:
        family = _FAMILIES.get(name[: end + 1])
        if family is not None:
            return family
        end = name.rfind(".", 0, end)
    return None
