"""Variants in turns: round after round, each runs for a moment while all others stand still."""

from collections.abc import Callable, Mapping

from benchmarks.cuda.variant_process import VariantProcess

TURN_SECONDS = 0.08
MOST_ITERATIONS = 200
CALIBRATION_RUNS = 5


def iterations_for(seconds_of_one: float) -> int:
    """How many runs fill a turn, at least one."""
    if seconds_of_one <= 0:
        return MOST_ITERATIONS
    return max(1, min(MOST_ITERATIONS, int(TURN_SECONDS / seconds_of_one)))


def measure(
    processes: Mapping[str, VariantProcess],
    rounds: int,
    fresh: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, list[float]]:
    """Seconds of a run for each variant and round: the fastest of the runs of one turn.

    The fastest, since what else the machine does can only make a run longer, and by whole time
    slices. The first run of every turn warms caches and thread pools and is left out. Processes
    are expected stopped, and are left stopped.
    """
    iterations = {name: calibrate(process, fresh) for name, process in processes.items()}
    seconds: dict[str, list[float]] = {name: [] for name in processes}
    for done in range(rounds):
        progress(done)
        for name, process in processes.items():
            process.resume()
            seconds[name].append(min(process.time(1 + iterations[name], fresh)[1:]))
            process.stop()
    return seconds


def calibrate(process: VariantProcess, fresh: bool) -> int:
    """Iterations for a turn, from the fastest of a few runs, or of one if that fills a turn."""
    process.resume()
    seconds = process.time(2, fresh)[1]
    if seconds < TURN_SECONDS:
        seconds = min(seconds, *process.time(CALIBRATION_RUNS, fresh))
    process.stop()
    return iterations_for(seconds)
