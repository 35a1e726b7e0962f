"""The pool's nodes: draining them, announcing maintenance, reserving chips."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import list_organizations
from jarip.cloud.console.pages.job_logs import need_loop
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.requests import Form, Sent
from jarip.cloud.console.view import View
from jarip.cloud.control.pool_nodes import PoolNode, list_nodes, node_names
from jarip.cloud.db.paging import MAX_LIMIT, PageRequest
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.steering.windows import (
    NewWindow,
    WindowKind,
    drain_node,
    end_window,
    list_windows,
    open_window,
    undrain_node,
)

router = APIRouter(prefix="/operator/nodes")
TEMPLATE = "operator/nodes.html"
ON_A_PAGE = 50
SHOWN = ("all", "busy", "drained", "down")
"""Which nodes a list shows."""


@router.get("")
def show_nodes(
    view: Operator, name: str = "", show: str = "all", start: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """The nodes, by name."""
    with view.cloud.database.read() as session:
        return view.page(TEMPLATE, **_values(session, view, name, show, start))


@router.post("/windows", name="open_pool_window")
def send_window(view: Operator, form: Sent) -> Response:
    """Announce maintenance, or reserve nodes or chips."""
    loop = need_loop(view)
    try:
        request = NewWindow.model_validate(_window_of(view, form))
        with view.cloud.database.write() as session:
            open_window(session, view.cloud.clock, request, node_names(loop.pool))
    except (CloudError, ValidationError) as error:
        with view.cloud.database.read() as session:
            return view.again(TEMPLATE, error, **_values(session, view, "", "all", 0))
    return view.go("/operator/nodes", "saved")


@router.post("/windows/{window_id}/end", name="end_pool_window")
def send_end(view: Operator, _form: Sent, window_id: str) -> Response:
    """End or call off a window."""
    with view.cloud.database.write() as session:
        end_window(session, view.cloud.clock, window_id)
    need_loop(view).wake()
    return view.go("/operator/nodes", "removed")


@router.post("/{node_id:path}/drain", name="drain_pool_node")
def send_drain(view: Operator, form: Sent, node_id: str) -> Response:
    """Let nothing more start on a node; what runs there ends in its own time."""
    loop = need_loop(view)
    with view.cloud.database.write() as session:
        names = node_names(loop.pool)
        drain_node(session, view.cloud.clock, node_id, form.text("text"), names)
    return view.go("/operator/nodes", "drained")


@router.post("/{node_id:path}/undrain", name="undrain_pool_node")
def send_undrain(view: Operator, _form: Sent, node_id: str) -> Response:
    """Let jobs start on a drained node again."""
    with view.cloud.database.write() as session:
        undrain_node(session, view.cloud.clock, node_id)
    need_loop(view).wake()
    return view.go("/operator/nodes", "undrained")


def _window_of(view: View, form: Form) -> dict[str, Any]:
    begins, ends = form.text("from"), form.text("until")
    return {
        "kind": form.choice("kind", WindowKind),
        "nodes": form.text("nodes").replace(",", " ").split(),
        "chips": form.number("chips", 1_000_000) or 0,
        "chip_kind": form.text("chip_kind"),
        "organization": form.text("organization"),
        "from_ms": _moment(view, begins, "from") if begins else None,
        "until_ms": _moment(view, ends, "until"),
        "text": form.text("text"),
    }


def _moment(view: View, text: str, where: str) -> int:
    """Milliseconds of what a browser's field for date and time sends, on the visitor's clock."""
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=view.zone)
        return int(local.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise InvalidInputError(f"{text!r} is not a date and time", where=where) from None


def _values(session: Session, view: View, name: str, show: str, start: int) -> dict[str, Any]:
    nodes = list_nodes(session, view.now_ms, view.loop.pool) if view.loop else []
    windows = list_windows(session, view.now_ms)
    drained = {row.nodes[0] for row in windows if row.kind == WindowKind.DRAIN and row.nodes}
    found = [node for node in nodes if name in node.name and _is_shown(node, show, drained)]
    organizations = list_organizations(session, PageRequest(MAX_LIMIT)).items
    return {
        "nodes": found[start : start + ON_A_PAGE],
        "total": len(found),
        "next_start": start + ON_A_PAGE if start + ON_A_PAGE < len(found) else None,
        "start": start,
        "name": name,
        "show": show if show in SHOWN else "all",
        "choices": SHOWN,
        "windows": windows,
        "drained": drained,
        "organizations": {row.id: row for row in organizations},
        "kinds": view.loop.pool.list_kinds() if view.loop else [],
        "has_pool": view.loop is not None,
    }


def _is_shown(node: PoolNode, show: str, drained: set[str]) -> bool:
    match show:
        case "busy":
            return node.busy > 0
        case "drained":
            return node.name in drained
        case "down":
            return node.down > 0
    return True
