"""The tables of names: reading them, writing them, counting them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent / "data"

SUPPORTED: Final = "supported"
PARTIAL: Final = "partial"
UNSUPPORTED: Final = "unsupported"
INAPPLICABLE: Final = "inapplicable"  # can't exist here (another operating system); not counted
STATUSES: Final = (SUPPORTED, PARTIAL, UNSUPPORTED, INAPPLICABLE)


@dataclass(frozen=True)
class Entry:
    """One name, the documentation's section it stands in, its status, and what to know."""

    name: str
    group: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Count:
    """How many names of a table there are and how many work."""

    supported: int
    partial: int
    total: int

    @property
    def percent(self) -> float:
        """Supported and partial names of all that could be supported, in percent."""
        return 100 * (self.supported + self.partial) / self.total if self.total else 0.0


def read_table(name: str) -> list[Entry]:
    """A table of `data/` by name: runtime_api, driver_api, intrinsics or headers."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Entry(r["name"], r["group"], r["status"], r["note"] or "") for r in rows]


def write_table(name: str, entries: Iterable[Entry]) -> None:
    lines = ["name\tgroup\tstatus\tnote"]
    lines += [f"{e.name}\t{e.group}\t{e.status}\t{e.note}" for e in entries]
    (DATA / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def count(entries: Iterable[Entry]) -> Count:
    """Count a table or a section of it; names that can't exist here are left out."""
    statuses = [entry.status for entry in entries if entry.status != INAPPLICABLE]
    return Count(statuses.count(SUPPORTED), statuses.count(PARTIAL), len(statuses))
