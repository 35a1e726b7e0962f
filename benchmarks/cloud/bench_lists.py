"""How long lists take on a cloud of 1,000 nodes, and how many queries they ask.

    python -m benchmarks.cloud.bench_lists [--nodes 1000] [--calls 200]

Fills a database with nodes that report, running attempts, ended jobs and usage, asks every list
over REST, and prints p50, p99, and the number of SQL queries: it must be the same as with 10 nodes.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, insert

from benchmarks.cloud.figures import Block, Figure, spread, spread_text
from jarip.chips import Chip, detect_chips
from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.control.pool import Pool
from jarip.cloud.db.base import Base
from jarip.cloud.db.clock import SystemClock
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.inputs import NewMeter, Owner, UsageReport
from jarip.cloud.metering.meters import open_meter, start_meter
from jarip.cloud.metering.recording import record_usage
from jarip.cloud.server.settled_memory import settle_memory
from jarip.cloud.settings import Settings

Timings = dict[str, tuple[int, list[float]]]
"""By address: the queries of one call, and the milliseconds of each."""

MOST_MS = 100.0
FEW_NODES = 10
JOBS_A_NODE = 20
LISTS = (
    "/v1/chips",
    "/v1/jobs",
    "/v1/jobs?limit=500",
    "/v1/usage",
    "/v1/usage/events",
    "/v1/invoices",
    "/v1/budgets",
    "/v1/notices",
    "/v1/plans",
)


class QueryCount:
    """Counts the statements of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


def blank_row(table: type[Base]) -> dict[str, object]:
    """A row in which every column has nothing, or the least there is."""
    least = {"BOOLEAN": False, "BIGINT": 0, "JSON": []}
    return {
        column.name: None if column.nullable else least.get(str(column.type), "")
        for column in table.__table__.columns
    }


def fill(cloud: CloudContext, nodes: int, organization: str, project: str) -> None:
    """A running attempt on each node, and jobs that ended before."""
    now = SystemClock().now_ms()
    started = now - 60_000
    owned: dict[str, object] = {
        "organization_id": organization,
        "project_id": project,
        "isolation": "L0",
    }
    owned |= {"spec": {"command": ["true"]}, "labels": {}, "name": "train", "chip_count": 1}

    def job(number: int, state: str) -> dict[str, object]:
        when = dict.fromkeys(("created_ms", "queued_ms", "not_before_ms"), started)
        return blank_row(Job) | owned | when | {"id": f"job_{number:026}", "state": state}

    def attempt(node: int) -> dict[str, object]:
        names = {"id": f"att_{node:026}", "job_id": f"job_{node:026}", "node_id": "local"}
        when = {"created_ms": started, "started_ms": started, "number": 1, "state": "running"}
        chips = {"chip_ids": [f"cpu:{node}"], "organization_id": organization}
        return blank_row(Attempt) | names | when | chips

    with cloud.database.write() as session:
        rows = [job(n, "running" if n < nodes else "succeeded") for n in range(nodes * JOBS_A_NODE)]
        session.execute(insert(Job), rows)
        session.execute(insert(Attempt), [attempt(node) for node in range(nodes)])
        owner = Owner(organization, project)
        for node in range(nodes):
            open_meter(session, started, NewMeter(f"att_{node:026}", "job", owner, "cpu", 1))
            start_meter(session, f"att_{node:026}", started)
        reports = [UsageReport(f"att_{node:026}", now) for node in range(nodes)]
        record_usage(session, now, reports)


def measure(folder: Path, nodes: int, calls: int) -> Timings:
    """For each list, the queries of one call and the milliseconds of each."""
    cloud = open_cloud(Settings(home=folder))
    app = create_app(cloud)
    [chip] = detect_chips(measure=False)[:1]
    chips: list[Chip] = [dataclasses.replace(chip, index=number) for number in range(nodes)]
    app.state.loop = SimpleNamespace(pool=Pool(chips))
    key = cloud.settings.operator_key_path.read_text().strip()
    queries = QueryCount(cloud.database.engine)
    found: Timings = {}
    with TestClient(app, headers={"Authorization": f"Bearer {key}"}) as http:
        me = http.get("/v1/me").json()
        project = http.get("/v1/projects").json()["items"][0]["id"]
        fill(cloud, nodes, me["organization"]["id"], project)
        settle_memory()
        for path in LISTS:
            http.get(path).raise_for_status()
            before, times = queries.count, []
            for _ in range(calls):
                began = time.perf_counter()
                http.get(path).raise_for_status()
                times.append((time.perf_counter() - began) * 1000)
            found[path] = ((queries.count - before) // calls, times)
    cloud.close()
    return found


def beside_few(
    measure: Callable[[Path, int, int], Timings], nodes: int, calls: int, most_ms: float
) -> list[Figure]:
    """Every address that is measured, beside itself with few nodes; `most_ms` is its p99's goal."""
    with tempfile.TemporaryDirectory() as folder:
        few = measure(Path(folder) / "few", FEW_NODES, 2)
        many = measure(Path(folder) / "many", nodes, calls)
    figures = []
    goal = f"p99 ≤ {most_ms:.0f} ms"
    for path, (queries, times) in many.items():
        fewer = few[path][0]
        same = "as" if queries == fewer else f"NOT {fewer} as"
        asked = f"{queries} queries, {same} with {FEW_NODES} nodes"
        holds = spread(times)[1] <= most_ms
        figures.append(Figure(f"`GET {path}`", spread_text(times), goal, holds, asked))
    return figures


def measure_lists(nodes: int, calls: int) -> Block:
    """Every list, beside itself with few nodes."""
    title = f"Lists, {nodes:,} nodes with {nodes * JOBS_A_NODE:,} jobs"
    notes = [f"{calls} calls each, over REST in one process, SQLite."]
    return Block(title, beside_few(measure, nodes, calls, MOST_MS), notes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=200)
    options = parser.parse_args()
    print(measure_lists(options.nodes, options.calls).render_text())


if __name__ == "__main__":
    main()
