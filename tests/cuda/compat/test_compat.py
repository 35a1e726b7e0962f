"""The compatibility tables hold what they promise, and the pages are those of the tables."""

from pathlib import Path

import pytest

from jarip.cuda.compat.pages import pages
from jarip.cuda.compat.refresh import EVIDENCE
from jarip.cuda.compat.tables import (
    INAPPLICABLE,
    PARTIAL,
    STATUSES,
    SUPPORTED,
    UNSUPPORTED,
    Entry,
    count,
    read_table,
)

DOCS = Path(__file__).parents[3] / "docs" / "compat"
TABLES = sorted(EVIDENCE)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_said_to_work_is_there(table: str, cuda_home: Path) -> None:
    entries = read_table(table)
    there = EVIDENCE[table]([entry.name for entry in entries], cuda_home)
    working = {entry.name for entry in entries if entry.status in (SUPPORTED, PARTIAL)}
    assert sorted(working - there) == [], "run python -m jarip.cuda.compat --refresh"


def test_the_evidence_can_be_missing(cuda_home: Path) -> None:
    assert EVIDENCE["intrinsics"](["__syncthreads", "no_such_function"], cuda_home) == {
        "__syncthreads"
    }
    assert EVIDENCE["runtime_api"](["cudaMalloc", "cudaNoSuchThing"], cuda_home) == {"cudaMalloc"}


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_whole(table: str) -> None:
    entries = read_table(table)
    assert len({entry.name for entry in entries}) == len(entries)
    assert all(entry.group and entry.status in STATUSES for entry in entries)
    assert all(entry.note for entry in entries if entry.status in (PARTIAL, INAPPLICABLE))


def test_partial_names_count_and_inapplicable_ones_do_not() -> None:
    statuses = [SUPPORTED, PARTIAL, UNSUPPORTED, UNSUPPORTED, INAPPLICABLE]
    found = count(Entry(str(i), "g", status, "n") for i, status in enumerate(statuses))
    assert (found.supported, found.partial, found.total, found.percent) == (1, 1, 4, 50.0)


def test_the_pages_in_docs_are_those_of_the_tables() -> None:
    for name, text in pages().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"{name}: generate it again"
