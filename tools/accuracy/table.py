"""The table of bounds and measured errors, `math_errors.tsv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from jarip.cuda.compat.tables import DATA

PATH: Path = DATA / "math_errors.tsv"
FIELDS = ("name", "precision", "bound", "measured", "note")


@dataclass(frozen=True)
class Row:
    """A function's documented bound and largest measured error, in units of the last place."""

    name: str
    precision: str  # single or double
    bound: float
    measured: float
    note: str


def read_rows() -> list[Row]:
    with PATH.open(newline="") as file:
        return [
            Row(r["name"], r["precision"], float(r["bound"]), float(r["measured"]), r["note"])
            for r in csv.DictReader(file, delimiter="\t")
        ]


def write_rows(rows: list[Row]) -> None:
    with PATH.open("w", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(FIELDS)
        for r in rows:
            writer.writerow([r.name, r.precision, f"{r.bound:g}", f"{r.measured:.2f}", r.note])
