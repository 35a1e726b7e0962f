"""Build and run HeCBench's self-checking programs with our nvcc, unmodified.

    python benchmarks/hecbench/run.py CHECKOUT LISTING [NAME ...] [--timeout S] [--page FILE]
        [--only-failed]

With --page the results go to results.tsv beside this file, programs not run now keeping theirs,
and to FILE as a page.
CHECKOUT is a clone of https://github.com/zjin-lcf/HeCBench; LISTING a table of its programs with
the columns name, domain, libraries and needs_data_file. None of it is part of this repository.
"""

from __future__ import annotations

import argparse
import fcntl
import sys
from pathlib import Path

from page import write_page
from programs import read_programs
from results import read_results, result_of, write_results
from trial import Trial, try_program

from jarip.cuda.home import ensure_home
from jarip.cuda.progress import ProgressLine

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the programs asked for, print a line for each; 1 if any didn't pass."""
    options = _options()
    programs = read_programs(options.listing, HERE / "arguments.tsv")
    if options.names:
        programs = [program for program in programs if program.name in options.names]
    home = ensure_home(ProgressLine())
    if options.only_failed:
        done = read_results(HERE / "results.tsv")
        programs = [p for p in programs if p.name not in done or done[p.name].stage != "passed"]
    trials = []
    for program in programs:
        trial = try_program(program, options.checkout, home, options.timeout, options.rebuild)
        trials.append(trial)
        _report(trial, options.verbose)
        if options.page:
            _publish(trial, options.page)
    passed = sum(trial.passed for trial in trials)
    print(f"{passed} of {len(trials)} programs print PASS")
    return 0 if passed == len(trials) else 1


def _publish(trial: Trial, page: Path) -> None:
    """Put one program's row in the table at once, so that a run cut short loses nothing."""
    table = HERE / "results.tsv"
    with (HERE / "results.tsv").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = read_results(table) | {trial.program.name: result_of(trial)}
        ordered = [results[name] for name in sorted(results)]
        write_results(ordered, table)
        write_page(ordered, page)


def _report(trial: Trial, verbose: bool) -> None:
    word = "PASS" if trial.passed else f"no ({trial.stage})"
    print(
        f"{trial.program.name:26} {word:10} build {trial.build_seconds:6.1f} s  "
        f"run {trial.run_seconds:6.1f} s  {trial.reason}",
        flush=True,
    )
    if verbose and not trial.passed:
        print(trial.output, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("listing", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument(
        "--timeout", type=float, default=120.0, help="seconds a build or run may take"
    )
    parser.add_argument(
        "--only-failed", action="store_true", help="leave out what the table says passes"
    )
    parser.add_argument("--rebuild", action="store_true", help="make clean first")
    parser.add_argument("--page", type=Path, help="write the table here, as Markdown")
    parser.add_argument("--verbose", action="store_true", help="show what failing programs said")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
