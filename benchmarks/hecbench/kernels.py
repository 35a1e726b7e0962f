"""How the kernels of a program were compiled: from the objects its run left in the cache."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jarip.cuda.cache_directory import cache_directory
from jarip.cuda.frontend import elf

_FIBER_MODE = 1
_IMAGE = b"JARIPIMG"
_HASH = slice(16, 80)  # of JaripImageHeader
# JaripKernel: the mode, and how many lanes go at once (abi.h).
_MODE_AT, _WIDTH_AT = 4, 28


def kernel_summary(program: Path) -> tuple[str, str]:
    """Widths with the kernels that have them ("8: 3"), and how many kernels took which fallback."""
    widths: Counter[int] = Counter()
    fallbacks: Counter[str] = Counter()
    for mode, width in _compiled(program):
        if mode == _FIBER_MODE:
            fallbacks["fiber"] += 1
        elif width == 1:
            fallbacks["loop"] += 1
        else:
            widths[width] += 1
    return _listed(widths), _listed(fallbacks)


def _listed(counts: Counter[int] | Counter[str]) -> str:
    return ", ".join(f"{key}: {number}" for key, number in sorted(counts.items()))


def _compiled(program: Path) -> Iterator[tuple[int, int]]:
    for digest in _images(program):
        for path in (cache_directory() / "objects").glob(f"*/*/{digest}/*.so"):
            if path.name != "module.so":
                yield _mode_and_width(path.read_bytes())


def _images(program: Path) -> set[str]:
    if not program.exists():
        return set()
    data = elf.contents(program.read_bytes(), ".nv_fatbin") or b""
    found, at = set(), data.find(_IMAGE)
    while at >= 0:
        found.add(data[at:][_HASH].decode(errors="replace"))
        at = data.find(_IMAGE, at + 1)
    return found


def _mode_and_width(library: bytes) -> tuple[int, int]:
    address = _address(library, b"jarip_kernel")
    for section in elf.sections(library):
        start = struct.unpack_from("<Q", library, section.header_at + 16)[0]
        if start <= address < start + section.size:
            at = section.offset + address - start
            return (
                struct.unpack_from("<I", library, at + _MODE_AT)[0],
                struct.unpack_from("<I", library, at + _WIDTH_AT)[0],
            )
    raise ValueError("the object has no jarip_kernel")


def _address(library: bytes, name: bytes) -> int:
    names = elf.contents(library, ".dynstr") or b""
    table = elf.contents(library, ".dynsym") or b""
    for word, _, _, _, value, _ in struct.iter_unpack("<IBBHQQ", table):
        if names[word : names.index(b"\0", word)] == name:
            return int(value)
    raise ValueError("the object has no jarip_kernel")
