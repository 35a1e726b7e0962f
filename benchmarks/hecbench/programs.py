"""Which programs are run and with which arguments: the development list and `arguments.tsv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One program of the suite; `arguments` are split at spaces."""

    name: str
    arguments: tuple[str, ...]
    domain: str
    note: str


def read_programs(listing: Path, arguments: Path) -> list[Program]:
    """The programs of the listing that need no library and no data file, in its order."""
    rows = _rows(listing)
    chosen = {row["name"]: row for row in _rows(arguments)}
    return [
        Program(
            name=row["name"],
            arguments=tuple(chosen[row["name"]]["arguments"].split()),
            domain=row["domain"],
            note=chosen[row["name"]]["note"] or "",
        )
        for row in rows
        if not row["libraries"] and row["needs_data_file"] == "0" and row["name"] in chosen
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
