"""How long the console's pages take on a cloud of 1,000 nodes and 20,000 jobs.

    python -m benchmarks.cloud.bench_pages [--nodes 1000] [--calls 100]

The whole of a request: session, queries, template, compression. Beside them the JSON of 500 jobs,
as a browser's session asks for it. A page must ask as many queries as with 10 nodes.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path

import httpx
from fastapi import FastAPI

from benchmarks.cloud.bench_lists import JOBS_A_NODE, QueryCount, Timings, beside_few, fill
from benchmarks.cloud.figures import Block
from jarip.chips import detect_chips
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.projects import list_projects
from jarip.cloud.accounts.set_up import SetUp, issue_set_up_token, set_up_operator
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.server.settled_memory import settle_memory
from jarip.cloud.settings import Settings
from jarip.cloud.web.cookies import NAME

MOST_MS = 50.0
PAGES = (
    "/healthz",
    "/v1/jobs?limit=500",
    "/jobs",
    "/jobs?name=train&state=running",
    "/",
    "/usage",
    "/budgets",
    "/search?q=train",
)


def measure(folder: Path, nodes: int, calls: int) -> Timings:
    """For each page, the queries of one call and the milliseconds of each."""
    cloud = open_cloud(Settings(home=folder))
    organization_id, token = _sign_in(cloud)
    with cloud.database.read() as session:
        project = list_projects(session, organization_id, PageRequest()).items[0]
    fill(cloud, nodes, organization_id, project.id)
    server = assemble_server(cloud, detect_chips(measure=False))
    settle_memory()
    found = asyncio.run(_ask(server.app, token, QueryCount(cloud.database.engine), calls))
    cloud.close()
    return found


async def _ask(app: FastAPI, token: str, queries: QueryCount, calls: int) -> Timings:
    """In one event loop, as a server's: a `TestClient` would hand every call to another thread."""
    found: Timings = {}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", cookies={NAME: token}
    ) as http:
        for path in PAGES:
            (await http.get(path)).raise_for_status()
            counts, times = [], []
            for _ in range(calls):
                before, began = queries.count, time.perf_counter()
                (await http.get(path)).raise_for_status()
                times.append((time.perf_counter() - began) * 1000)
                counts.append(queries.count - before)
            # Now and then one writes when the session was last seen.
            found[path] = (min(counts), times)
    return found


def _sign_in(cloud: CloudContext) -> tuple[str, str]:
    """The operator's organization, and the token of a session."""
    with cloud.database.write() as session:
        link = issue_set_up_token(session, cloud.clock, cloud.secret)
    person = {"email": "op@example.com", "name": "Operator", "password": "seven small boats"}
    request = SetUp.model_validate({"token": link, **person})
    started = set_up_operator(cloud.front_desk, request, ClientInfo("192.0.2.7", "benchmark"))
    assert started.row.organization_id
    return started.row.organization_id, started.token


def measure_pages(nodes: int, calls: int) -> Block:
    """Every page, beside itself with few nodes."""
    title = f"Pages of the console, {nodes:,} nodes with {nodes * JOBS_A_NODE:,} jobs"
    notes = [f"{calls} calls each, with a session, in one process, SQLite."]
    return Block(title, beside_few(measure, nodes, calls, MOST_MS), notes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=100)
    options = parser.parse_args()
    print(measure_pages(options.nodes, options.calls).render_text())


if __name__ == "__main__":
    main()
