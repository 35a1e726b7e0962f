"""Putting a server together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from jarip.chips import Chip
from jarip.cloud.api.app import create_app
from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.context import CloudContext
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.control.orders import OrderMaker
from jarip.cloud.control.plan_limits import SubscribedPlans
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.code_store import CodeStore
from jarip.cloud.search.logs import LogIndexer
from jarip.cloud.server.background import make_loops
from jarip.cloud.server.engines import Machinery, make_machinery
from jarip.cloud.server.late_console import LateConsole

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Server:
    """A cloud with its loop and its web application, ready to be served."""

    cloud: CloudContext
    loop: ControlLoop
    app: FastAPI
    console: LateConsole


def assemble_server(
    cloud: CloudContext, chips: Sequence[Chip], machinery: Machinery | None = None
) -> Server:
    """A server on the engine of its settings. Its loops start and stop with the application."""
    machinery = machinery or make_machinery(cloud.settings, chips)
    engine, pool = machinery.engine, machinery.pool
    loop = ControlLoop(
        cloud.database,
        cloud.clock,
        engine,
        pool,
        OrderMaker(
            CodeStore(cloud.settings.code_folder),
            cloud.settings.home / "caches",
            cloud.settings.home / "environments",
            cloud.secret,
        ),
        SubscribedPlans(pool.list_kinds),
        BudgetPolicy(cloud.catalog.chip_units, cloud.catalog.invoicing),
    )

    background = [*make_loops(cloud), LogIndexer(cloud.database, engine.log_path)]

    @asynccontextmanager
    async def run_loops(_cloud: CloudContext) -> AsyncIterator[None]:
        loop.start()
        for each in background:
            each.start()
        try:
            yield
        finally:
            for each in reversed(background):
                each.close()
            loop.close()
            engine.close()

    app = create_app(cloud, [run_loops])
    app.state.loop = loop
    app.state.desk = machinery.desk
    app.add_api_route("/v1/{rest:path}", _refuse, methods=METHODS, include_in_schema=False)
    console = LateConsole(lambda: _make_console(cloud, loop))
    app.mount("/", console)
    return Server(cloud, loop, app, console)


def _make_console(cloud: CloudContext, loop: ControlLoop) -> FastAPI:
    from jarip.cloud.console.app import create_console  # late: 60 modules of pages

    return create_console(cloud, loop)


def _refuse(rest: str) -> None:
    """What REST doesn't know is a problem document, not a page of the console."""
    raise NotFoundError("REST has nothing here", where=f"/v1/{rest}", todo="see /docs")
