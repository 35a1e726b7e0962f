"""Which programs are run and with which arguments: the development list and `arguments.tsv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One program of the suite: its command line and make variables, split at spaces.

    `excuse` says why a failure is the program's own: it's wrong, or wants data that isn't there.
    """

    name: str
    arguments: tuple[str, ...]
    make: tuple[str, ...]
    excuse: str
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
            make=tuple((chosen[row["name"]]["make"] or "").split()),
            excuse=chosen[row["name"]]["excuse"] or "",
            domain=row["domain"],
            note=chosen[row["name"]]["note"] or "",
        )
        for row in rows
        if not row["libraries"] and row["needs_data_file"] == "0" and row["name"] in chosen
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
