"""Members of a static library: the common archive format of System V and GNU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MAGIC: Final = b"!<arch>\n"
_HEADER_BYTES: Final = 60


def members(archive: bytes) -> Iterator[bytes]:
    """The contents of each member in order, the symbol and name tables included."""
    if not archive.startswith(_MAGIC):
        return
    at = len(_MAGIC)
    while at + _HEADER_BYTES <= len(archive):
        size = int(archive[at + 48 : at + 58])
        at += _HEADER_BYTES
        yield archive[at : at + size]
        at += size + size % 2
