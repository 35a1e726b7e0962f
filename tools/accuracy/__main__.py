"""Measures every function and writes what was found into math_errors.tsv.

    python -m tools.accuracy [--samples N] [NAME ...]

NAME are double-precision names; without any, all functions. Run it with PYTHONPATH=src.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from tools.accuracy.functions import FUNCTIONS
from tools.accuracy.library import build_library
from tools.accuracy.measure import measure_double, measure_single
from tools.accuracy.table import read_rows, write_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    rows = {(row.name, row.precision): row for row in read_rows()}
    with tempfile.TemporaryDirectory() as scratch:
        library = build_library(Path(scratch))
        for function in FUNCTIONS:
            if arguments.names and function.name not in arguments.names:
                continue
            for precision, measure in (("single", measure_single), ("double", measure_double)):
                name = f"{function.name}f" if precision == "single" else function.name
                if (name, precision) not in rows:
                    continue
                found = measure(library, function, arguments.samples)
                rows[name, precision] = replace(rows[name, precision], measured=found.error)
                print(f"{name:16} {found.error:8.3f}  {found.arguments}", flush=True)
    write_rows(list(rows.values()))


if __name__ == "__main__":
    main()
