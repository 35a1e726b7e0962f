"""The console as an application, mounted beside the REST interface."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from jarip.cloud.console.headers import SecurityHeaders
from jarip.cloud.console.pages import (
    again,
    audit,
    budgets,
    card,
    checkpoints,
    compare,
    debts,
    device,
    gate,
    invoices,
    job_logs,
    jobs,
    keys,
    mail_links,
    members,
    notices,
    outputs,
    overview,
    placement,
    plan,
    preferences,
    projects,
    search,
    second_step,
    secrets,
    security,
    settings,
    submit,
    usage,
    wallet,
)
from jarip.cloud.console.pages.operator import (
    coupons,
    customers,
    machines,
    nodes,
    plans,
    revenue,
    rules,
)
from jarip.cloud.console.rendering import STATIC, as_cloud_error
from jarip.cloud.console.requests import make_view
from jarip.cloud.console.static_files import ForeverStaticFiles
from jarip.cloud.console.view import VisitorNeededError
from jarip.cloud.context import CloudContext
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.errors import CloudError

ROUTERS: tuple[APIRouter, ...] = (
    gate.router,
    second_step.router,
    mail_links.router,
    security.router,
    device.router,
    overview.router,
    preferences.router,
    job_logs.router,
    jobs.router,
    again.router,
    checkpoints.router,
    submit.router,
    outputs.router,
    placement.router,
    compare.router,
    secrets.router,
    search.router,
    usage.router,
    budgets.router,
    plan.router,
    debts.router,
    invoices.router,
    wallet.router,
    card.router,
    notices.router,
    members.router,
    projects.router,
    keys.router,
    audit.router,
    settings.router,
    customers.router,
    coupons.router,
    plans.router,
    revenue.router,
    machines.router,
    nodes.router,
    rules.router,
)
"""Every group of pages; add yours here."""


ERROR_KINDS = {403: "forbidden", 404: "missing"}
"""Which words an error page begins with, by status; any other is a refusal."""


def create_console(cloud: CloudContext, loop: ControlLoop | None) -> FastAPI:
    """The console over an open cloud. Without a loop it shows all but logs and the pool."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.cloud = cloud
    app.state.loop = loop
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.mount("/static", ForeverStaticFiles(directory=STATIC))
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(CloudError, _show_error)
    app.add_exception_handler(RequestValidationError, _show_error)
    app.add_exception_handler(ValidationError, _show_error)
    app.add_exception_handler(HTTPException, _show_http_error)
    return app


def _show_error(request: Request, error: Exception) -> Response:
    if isinstance(error, VisitorNeededError) and request.method == "GET":
        return RedirectResponse("/login?" + urlencode({"next": request.url.path}), 303)
    view = getattr(request.state, "view", None) or make_view(request, None)
    status = as_cloud_error(error).status
    kind = "failed" if status >= 500 else ERROR_KINDS.get(status, "refused")
    return view.page("error.html", status=status, kind=kind, problem=view.describe(error))


def _show_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    shown = CloudError(str(error.detail), where=request.url.path)
    shown.status = error.status_code
    return _show_error(request, shown)
