"""`python -m benchmarks.cuda`: measures the cases in turn, prints the tables, writes page and JSON.

The exit status is 1 where a variant that is installed doesn't build, fails or gives a wrong result.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.cuda.build import available_threads, run_environment
from benchmarks.cuda.cases import CASES
from benchmarks.cuda.document import render_page, render_tables
from benchmarks.cuda.launch_overhead import LaunchOverhead, measure_launch_overhead
from benchmarks.cuda.measure_case import Settings, measure_case
from benchmarks.cuda.row import Row
from benchmarks.cuda.variant_process import VariantError
from benchmarks.cuda.variants import VARIANTS


def parse_arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cuda", description=__doc__)
    names = ", ".join(CASES)
    parser.add_argument("--only", action="append", metavar="CASE", help=f"one of {names}")
    parser.add_argument("--variant", action="append", choices=list(VARIANTS), metavar="VARIANT")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--threads", type=int, default=available_threads())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="small sizes: a check, not a figure")
    parser.add_argument("--json", type=Path, help="write every time of every round")
    parser.add_argument("--page", type=Path, help="write the documentation's page")
    given = parser.parse_args(words)
    if unknown := set(given.only or ()) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {names}")
    if given.rounds < 1 or given.threads < 1:
        parser.error("--rounds and --threads are at least 1")
    return given


def measure_all(names: Sequence[str], settings: Settings) -> list[Row]:
    rows = []
    for number, name in enumerate(names, 1):
        progress = Progress(f"[{number}/{len(names)}] {name}")
        rows.append(measure_case(CASES[name], settings, progress.say))
        progress.end()
    return rows


class Progress:
    """One line on standard error: rewritten on a terminal, only begun and ended elsewhere."""

    def __init__(self, title: str) -> None:
        self._title = title
        if not sys.stderr.isatty():
            print(title, file=sys.stderr, flush=True)

    def say(self, what: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{self._title}: {what}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{self._title}", file=sys.stderr, flush=True)


def measure_launches(settings: Settings) -> LaunchOverhead | None:
    """None, and a word on standard error, where our compiler doesn't build the program."""
    with tempfile.TemporaryDirectory(prefix="jarip-bench-launch-") as directory:
        path = Path(directory)
        try:
            environment = run_environment(settings.threads, path / "cache")
            return measure_launch_overhead(path, environment, settings.rounds)
        except VariantError as error:
            print(f"launch overhead: {error}", file=sys.stderr)
            return None


def main() -> int:
    given = parse_arguments()
    variants = [VARIANTS[name] for name in given.variant or VARIANTS]
    settings = Settings(variants, given.rounds, given.threads, given.seed, given.small)
    load_before = os.getloadavg()[0]
    rows = measure_all(given.only or list(CASES), settings)
    overhead = None if given.only else measure_launches(settings)
    print(render_tables(rows, overhead))
    if given.json:
        record = {
            "rows": [asdict(row) for row in rows],
            "launch": asdict(overhead) if overhead else None,
        }
        given.json.write_text(json.dumps(record, indent=1))
    if given.page:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text(
            render_page(rows, overhead, settings, (load_before, os.getloadavg()[0]))
        )
    return 1 if any(row.errors for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
