"""Every figure of the cloud, and the page that publishes them.

python -m benchmarks.cloud [--only jobs --only usage] [--page docs/benchmarks/cloud.md]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.cloud.bench_jobs import measure_jobs, measure_ray
from benchmarks.cloud.bench_lists import measure_lists
from benchmarks.cloud.bench_pages import measure_pages
from benchmarks.cloud.bench_schedule import measure_schedule
from benchmarks.cloud.bench_search import measure_on_postgres, measure_on_sqlite
from benchmarks.cloud.bench_usage import measure_usage
from benchmarks.cloud.figures import Block
from benchmarks.cloud.page import Section, update_page

DOCUMENTS = 1_000_000
BLOCKS: dict[str, Callable[[], Block]] = {
    "jobs": partial(measure_jobs, 60),
    "ray": partial(measure_ray, 5),
    "schedule": measure_schedule,
    "usage": partial(measure_usage, 50_000, 1_000, 8),
    "lists": partial(measure_lists, 1_000, 200),
    "pages": partial(measure_pages, 1_000, 100),
    "search-sqlite": partial(measure_on_sqlite, DOCUMENTS, 20),
    "search-postgres": partial(measure_on_postgres, DOCUMENTS, 20),
}
"""What there is to measure, in the order of the page."""


def measure(names: list[str]) -> Iterator[Section]:
    """Block after block, with the machine's other load before and after each."""
    for name in names:
        before = os.getloadavg()[0]
        block = BLOCKS[name]()
        print(block.render_text(), flush=True)
        yield Section(name, block, before, os.getloadavg()[0])


def main() -> None:
    """Measure, print, and bring the page up to date if one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=BLOCKS, help="repeatable; else all")
    parser.add_argument("--page", type=Path, help="what was not measured stays as it is there")
    options = parser.parse_args()
    for section in measure(options.only or list(BLOCKS)):
        if options.page:
            update_page(options.page, section, list(BLOCKS))


if __name__ == "__main__":
    main()
