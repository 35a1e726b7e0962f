"""The FastAPI application: one explicit list of routers, and what they all share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

import jarip
from jarip.cloud.api import (
    accounting,
    accounts,
    audit,
    billing,
    budgets,
    checkpoints,
    chips,
    code,
    coupons,
    device_logins,
    explanations,
    health,
    installation,
    invoices,
    jobs,
    logs,
    members,
    nodes,
    notices,
    oidc,
    outputs,
    payments,
    people,
    plans,
    pool_rules,
    refunds,
    search,
    second_factor,
    secrets,
    sessions,
    sign_up,
    subscriptions,
    token_counts,
    usage,
    usage_audit,
    wallets,
)
from jarip.cloud.api.cloud_metrics import CloudMetrics
from jarip.cloud.api.documented import document_choosing_headers
from jarip.cloud.api.problems import RESPONSES, install_problem_handlers
from jarip.cloud.api.reference import page as reference
from jarip.cloud.api.request_metrics import RequestMetrics
from jarip.cloud.context import CloudContext
from jarip.cloud.web.audited import AuditRequests
from jarip.cloud.web.security_headers import SecurityHeaders

ROUTERS: tuple[APIRouter, ...] = (
    sign_up.router,
    sessions.router,
    device_logins.router,
    oidc.router,
    second_factor.router,
    accounts.router,
    members.router,
    installation.router,
    people.router,
    audit.router,
    plans.router,
    subscriptions.router,
    usage.router,
    usage_audit.router,
    token_counts.router,
    billing.router,
    invoices.router,
    payments.router,
    refunds.router,
    wallets.router,
    coupons.router,
    notices.router,
    accounting.router,
    budgets.router,
    jobs.router,
    explanations.router,
    logs.router,
    code.router,
    outputs.router,
    checkpoints.router,
    secrets.router,
    chips.router,
    nodes.router,
    pool_rules.router,
    search.router,
)
"""Every router, in the order of the documentation. Each has the prefix `/v1`; add yours here."""

Background = Callable[[CloudContext], AbstractAsyncContextManager[None]]
"""Something that runs as long as the server does, such as the scheduler's loop."""

DESCRIPTION = """
Jarip's REST interface. Send an API key as `Authorization: Bearer jrp_...`.

* **Errors** are problem documents (RFC 9457): `detail` says what is wrong, `where` names the id or
  field, `todo` says what to do.
* **Lists** take `limit` and `cursor`, and answer `items` and `next_cursor`.
* **Times** are integer milliseconds since 1970 in UTC (`*_ms`).
* **Money** is an integer of the currency's micro-unit (`*_micros`): 1 000 000 is one won, dollar,
  euro or yuan.
"""


def create_app(cloud: CloudContext, background: Sequence[Background] = ()) -> FastAPI:
    """The application over an open cloud. `background` runs from start to shutdown."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for run in background:
                await stack.enter_async_context(run(cloud))
            yield

    app = FastAPI(
        title="Jarip",
        version=jarip.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        license_info={"name": "Apache-2.0"},
    )
    app.state.cloud = cloud
    app.add_middleware(RequestMetrics, registry=cloud.metrics)
    cloud.metrics.register(CloudMetrics(cloud.database, cloud.clock))
    app.add_middleware(AuditRequests)
    is_https = cloud.settings.public_url.startswith("https://")
    app.add_middleware(SecurityHeaders, is_public_https=is_https)
    install_problem_handlers(app)
    app.include_router(health.router)
    app.include_router(reference.router)
    for router in ROUTERS:
        app.include_router(router, responses=RESPONSES)
    document_choosing_headers(app)
    return app


def _operation_id(route: APIRoute) -> str:
    # The function's own name: what a generated client calls the operation.
    return route.name
