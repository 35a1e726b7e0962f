"""Runs many seeds of a crash test, several at once, each on a database of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable
from typing import TypeVar

from tests.databases import NewDatabaseUrl

WORKERS = max(2, os.cpu_count() or 1)
Result = TypeVar("Result")


def run_seeds(
    run_seed: Callable[[str, int], Result], new_url: NewDatabaseUrl, seeds: Iterable[int]
) -> list[Result]:
    """What `run_seed(url, seed)`, a function of a module, returns for each.

    What it raises is raised here: it has to name the seed.
    """
    # Forked by a process that has everything imported and, unlike this one, no threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([run_seed.__module__])
    tasks = ((run_seed, new_url(), seed) for seed in seeds)
    with context.Pool(WORKERS) as workers:
        return list(workers.imap_unordered(_run_task, tasks))


def _run_task(task: tuple[Callable[[str, int], Result], str, int]) -> Result:
    run_seed, url, seed = task
    return run_seed(url, seed)
