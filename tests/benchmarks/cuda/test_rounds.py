"""Variants take turns, and only one runs at a time."""

from typing import cast

from benchmarks.cuda.rounds import MOST_ITERATIONS, TURN_SECONDS, iterations_for, measure
from benchmarks.cuda.variant_process import VariantProcess


class Recorded:
    """Answers with given seconds and writes down what is asked of it, in one common log."""

    def __init__(self, name: str, seconds: list[float], log: list[str]) -> None:
        self._name, self._seconds, self._log = name, seconds, log

    def resume(self) -> None:
        self._log.append(f"resume {self._name}")

    def stop(self) -> None:
        self._log.append(f"stop {self._name}")

    def time(self, iterations: int, fresh: bool) -> list[float]:
        self._log.append(f"time {self._name}")
        return [99.0, *self._seconds][:iterations]


def recorded(log: list[str], **seconds: list[float]) -> dict[str, VariantProcess]:
    return {
        name: cast(VariantProcess, Recorded(name, times, log)) for name, times in seconds.items()
    }


def test_rounds_go_round_and_everyone_else_stands_still() -> None:
    log: list[str] = []
    processes = recorded(log, a=[1.0], b=[1.0])

    measure(processes, rounds=2, fresh=False)

    turn = [f"{what} {name}" for name in "ab" for what in ("resume", "time", "stop")]
    assert log == turn * 3  # once to count iterations, then two rounds


def test_a_turn_gives_its_fastest_run_without_the_first() -> None:
    quick = TURN_SECONDS / 3.5
    processes = recorded([], a=[quick, 0.5 * quick, 2 * quick])

    assert measure(processes, rounds=1, fresh=False) == {"a": [0.5 * quick]}


def test_a_turn_has_at_least_one_run_and_not_too_many() -> None:
    assert iterations_for(10 * TURN_SECONDS) == 1
    assert iterations_for(TURN_SECONDS / 4.5) == 4
    assert iterations_for(0.0) == MOST_ITERATIONS
    assert iterations_for(1e-9) == MOST_ITERATIONS
