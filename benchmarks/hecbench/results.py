"""What became of each program, kept as a table, so that a few can be tried again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from trial import Trial


@dataclass(frozen=True)
class Result:
    """One program's row; `stage` is passed, build, run or, where the program itself is at fault,
    `its own`. Seconds are those of this machine."""

    name: str
    arguments: str
    stage: str
    build_seconds: str
    run_seconds: str
    widths: str
    fallbacks: str
    reason: str


def result_of(trial: Trial) -> Result:
    excused = not trial.passed and trial.program.excuse
    return Result(
        name=trial.program.name,
        arguments=" ".join((*trial.program.arguments, *trial.program.make)),
        stage="its own" if excused else trial.stage,
        build_seconds=f"{trial.build_seconds:.1f}",
        run_seconds=f"{trial.run_seconds:.1f}",
        widths=trial.widths,
        fallbacks=trial.fallbacks,
        reason=" ".join((excused or trial.reason).split()),
    )


def read_results(path: Path) -> dict[str, Result]:
    """The rows by program name; none if there is no such file yet."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["name"]: Result(**row) for row in rows}


def write_results(results: Iterable[Result], path: Path) -> None:
    names = [field.name for field in fields(Result)]
    lines = ["\t".join(names)]
    lines += ["\t".join(str(asdict(result)[name]) for name in names) for result in results]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
