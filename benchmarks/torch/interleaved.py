"""Times two ways of doing one thing in turns, so that what else the machine does hits both."""

import time
from collections.abc import Callable
from statistics import median


def time_in_turns(
    first: Callable[[], object], second: Callable[[], object], rounds: int, repeats: int
) -> tuple[float, float]:
    """The best seconds per call of each, over `rounds` turns of `repeats` calls."""
    for function in (first, second):
        function()
    best = [float("inf"), float("inf")]
    for turn in range(rounds):
        for index in (0, 1) if turn % 2 == 0 else (1, 0):
            function = (first, second)[index]
            start = time.perf_counter()
            for _ in range(repeats):
                function()
            best[index] = min(best[index], (time.perf_counter() - start) / repeats)
    return best[0], best[1]


def ratio_in_turns(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[float, float, float]:
    """Median over the turns of second/first, and the best seconds of each."""
    for function in (first, second):
        function()
    ratios, best = [], [float("inf"), float("inf")]
    for _ in range(rounds):
        seconds = []
        for index, function in enumerate((first, second)):
            start = time.perf_counter()
            function()
            seconds.append(time.perf_counter() - start)
            best[index] = min(best[index], seconds[index])
        ratios.append(seconds[1] / seconds[0])
    return median(ratios), best[0], best[1]
