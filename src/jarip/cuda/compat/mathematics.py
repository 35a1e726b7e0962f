"""The page of mathematical functions: documented bound and measured error of each."""

from __future__ import annotations

import csv
from typing import Final

from jarip.cuda.compat.tables import DATA

_TABLE: Final = DATA / "math_errors.tsv"
_HEAD: Final = """\
# Mathematical functions

Errors in units of the last place (ulp) of the exact value, over random arguments in every part of
the range: the bound that the CUDA C++ Programming Guide documents, and the largest error found in
ours (`python -m tools.accuracy`). Functions that are not listed are exact: square roots, rounding,
remainders, fused multiply-add, the intrinsics with a stated rounding.
"""


def mathematics_page(notice: str) -> str:
    """The page's text, `notice` at its head."""
    parts = [f"{notice}{_HEAD}"]
    with _TABLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for precision in ("single", "double"):
        lines = ["| function | bound | measured | |", "|---|---|---|---|"]
        lines += [
            f"| `{row['name']}` | {row['bound']} | {row['measured']} | {row['note']} |"
            for row in rows
            if row["precision"] == precision
        ]
        parts.append(f"## {precision.capitalize()} precision\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
