"""Static texture and surface references, made variables that the host can find.

clang leaves them internal and their value undefined, though the host binds memory to them as to any
other. Two files of one -rdc=true program with static references of one name then clash, which the
device link says: the host knows both by that name.
"""

from __future__ import annotations

import re
from typing import Final

_STATIC: Final = re.compile(
    r'^(@(?:"[^"]*"|[-\w.$]+) = )internal (addrspace\(1\) )global i64 undef\b', re.MULTILINE
)


def show_static_references(ir: str) -> str:
    """The device IR of a source file with its static references as the others are."""
    return _STATIC.sub(r"\1dso_local \2externally_initialized global i64 undef", ir)
