"""Bringing the tables' statuses up to date with what is built.

Only `supported` and `unsupported` are set, by whether the name is there and does more than refuse.
`partial` is a judgement: it stays as long as the name is there, and so do the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jarip.cuda.compat.evidence import declared, exported, refusing
from jarip.cuda.compat.tables import (
    INAPPLICABLE,
    PARTIAL,
    SUPPORTED,
    UNSUPPORTED,
    Entry,
    read_table,
    write_table,
)

# What a note begins with when the function is there and never does anything else.
ALWAYS_REFUSES = "always returns"
_TEMPLATES = "cudaOccupancyMaxPotentialBlockSize"  # C++ templates, with no symbol in the library


def refresh(home: Path) -> None:
    """Set the statuses of all tables by the CUDA home at `home`."""
    for name, there in EVIDENCE.items():
        entries = read_table(name)
        found = there([entry.name for entry in entries], home)
        write_table(name, [_judge(entry, entry.name in found) for entry in entries])


def _judge(entry: Entry, there: bool) -> Entry:
    if entry.status == INAPPLICABLE or entry.note.startswith(ALWAYS_REFUSES):
        return entry
    if there and entry.status == PARTIAL:
        return entry
    return replace(entry, status=SUPPORTED if there else UNSUPPORTED)


def _runtime(names: list[str], home: Path) -> set[str]:
    working = exported(home / "lib64" / "libcudart.so") - refusing()
    in_headers = [name for name in names if name.startswith(_TEMPLATES)]
    return set(names) & (working | declared(in_headers, home / "include"))


def _driver(names: list[str], home: Path) -> set[str]:
    return set(names) & exported(home / "lib64" / "libcuda.so.1")


def _intrinsics(names: list[str], home: Path) -> set[str]:
    return declared(names, home / "include")


def _headers(names: list[str], home: Path) -> set[str]:
    return {name for name in names if (home / "include" / name).exists()}


EVIDENCE: dict[str, Callable[[list[str], Path], set[str]]] = {
    "runtime_api": _runtime,
    "driver_api": _driver,
    "intrinsics": _intrinsics,
    "headers": _headers,
}
