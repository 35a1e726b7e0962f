"""Bringing the tables' statuses up to date with what is built.

Only `supported` and `unsupported` are set, by whether the name is there. `partial` is a judgement:
it stays as long as the name is there, and so do the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jarip.cuda.compat.evidence import declared, exported
from jarip.cuda.compat.tables import (
    INAPPLICABLE,
    PARTIAL,
    SUPPORTED,
    UNSUPPORTED,
    Entry,
    read_table,
    write_table,
)


def refresh(home: Path) -> None:
    """Set the statuses of all tables by the CUDA home at `home`."""
    for name, there in EVIDENCE.items():
        entries = read_table(name)
        found = there([entry.name for entry in entries], home)
        write_table(name, [_judge(entry, entry.name in found) for entry in entries])


def _judge(entry: Entry, there: bool) -> Entry:
    if entry.status == INAPPLICABLE or (there and entry.status == PARTIAL):
        return entry
    return replace(entry, status=SUPPORTED if there else UNSUPPORTED)


def _runtime(names: list[str], home: Path) -> set[str]:
    return set(names) & exported(home / "lib64" / "libcudart.so")


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
