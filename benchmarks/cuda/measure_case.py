"""Measures one case: builds its variants, checks that they agree, runs them in turns."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cuda.agreement import disagreements
from benchmarks.cuda.build import build_variant, problem_arguments, run_environment
from benchmarks.cuda.case import Case, Problem
from benchmarks.cuda.compile_cost import CompileCost, Stopwatch, measure_compile_cost
from benchmarks.cuda.problem_files import make_problem, read_manifest, write_problem
from benchmarks.cuda.rounds import measure
from benchmarks.cuda.row import Row
from benchmarks.cuda.variant_process import VariantError, VariantMissing, VariantProcess
from benchmarks.cuda.variants import OURS, Kind, Variant

Say = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What holds for every case of a run."""

    variants: Sequence[Variant]
    rounds: int
    threads: int
    seed: int
    small: bool = False


class CaseBench:
    """One case in a directory of its own, which also holds its kernel cache."""

    def __init__(self, case: Case, settings: Settings, directory: Path, say: Say) -> None:
        self._case = case
        self._settings = settings
        self._say = say
        self._data = directory / "data"
        self._programs = directory / "programs"
        self._cache = directory / "cache"
        for made in (self._data, self._programs, self._cache):
            made.mkdir()
        self._environment = run_environment(settings.threads, self._cache)
        self._row = Row(
            case.name, case.title, {}, library=case.library.label if case.library else None
        )
        self._cost: CompileCost | None = None

    def run(self) -> Row:
        """Never raises for a variant: what went wrong with it is in the row."""
        case, settings = self._case, self._settings
        self._say("inputs and reference")
        problem = make_problem(case, case.small if settings.small else case.sizes, settings.seed)
        write_problem(case, problem, self._data)
        with ExitStack() as stack:
            processes = {}
            for variant in settings.variants:
                with self._noting_errors(variant):
                    processes[variant.name] = self._start(variant, problem, stack)
            seconds = self._measure(processes)
        row = self._row
        return Row(row.name, row.title, seconds, row.missing, row.errors, row.library, self._cost)

    @contextmanager
    def _noting_errors(self, variant: Variant) -> Iterator[None]:
        try:
            yield
        except VariantMissing as missing:
            self._row.missing[variant.name] = str(missing)
        except VariantError as error:
            self._row.errors[variant.name] = str(error)

    def _start(self, variant: Variant, problem: Problem, stack: ExitStack) -> VariantProcess:
        """Builds, starts and checks one variant; it is left stopped."""
        self._say(f"{variant.name}: build and check")
        watch = Stopwatch()
        command = build_variant(variant, self._case, self._programs)
        build_seconds = watch.seconds
        work = self._case.work(problem)
        limits = {
            "bytes_read": work.bytes_read,
            "bytes_written": work.bytes_written,
            "operations": work.operations,
            "in_place": int(work.in_place),
        }
        command += [str(self._data), *problem_arguments(problem.scalars, limits)]
        if variant is OURS:
            self._cost = measure_compile_cost(
                command, self._environment, self._cache, build_seconds
            )
        process = stack.enter_context(VariantProcess(variant.name, command, self._environment))
        if variant.kind is not Kind.LIMIT:
            self._check(process, problem)
        process.stop()
        return process

    def _check(self, process: VariantProcess, problem: Problem) -> None:
        with tempfile.TemporaryDirectory(dir=self._programs) as directory:
            process.save(Path(directory))
            outputs = read_manifest(self._data).read_outputs(Path(directory))
        if wrong := disagreements(problem.expected, outputs, self._case.tolerance):
            raise VariantError(f"{process.name} gives a wrong result: {'; '.join(wrong)}")

    def _measure(self, processes: Mapping[str, VariantProcess]) -> dict[str, list[float]]:
        rounds = self._settings.rounds
        progress = lambda done: self._say(f"round {done + 1} of {rounds}")  # noqa: E731
        return measure(processes, rounds, self._case.fresh, progress)


def measure_case(case: Case, settings: Settings, say: Say) -> Row:
    """The row of one case, measured in a temporary directory."""
    with tempfile.TemporaryDirectory(prefix=f"jarip-bench-{case.name}-") as directory:
        return CaseBench(case, settings, Path(directory), say).run()
