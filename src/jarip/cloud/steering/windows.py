"""Maintenance, draining and reservations: opened, ended, listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import find_organization
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.steering.tables import PoolWindow

LATEST_MS = 1 << 47
"""The year 6429: later moments are typing errors."""
KEPT_MS = 30 * 86_400_000
"""So long ago may a window be over and still be listed."""


class WindowKind(StrEnum):
    """What a window is for."""

    MAINTENANCE = "maintenance"
    DRAIN = "drain"
    RESERVATION = "reservation"


class NewWindow(BaseModel):
    """A maintenance window of nodes, or a reservation of nodes or of a number of chips."""

    kind: WindowKind = Field(description="maintenance or reservation; for a drain use its route")
    nodes: list[str] = Field(default=[], max_length=1000, description="All of their chips")
    chips: int = Field(
        default=0, ge=0, le=1_000_000, description="Instead of nodes: so many, wherever they are"
    )
    chip_kind: str = Field(
        default="", max_length=64, description="Of these chips: a kind or a maker; empty for any"
    )
    organization: str = Field(
        default="", max_length=200, description="Whose reservation: id or slug"
    )
    from_ms: int | None = Field(default=None, ge=0, le=LATEST_MS, description="Left out: now")
    until_ms: int = Field(ge=0, le=LATEST_MS)
    text: str = Field(default="", max_length=500, description="What for, shown to who waits")

    @model_validator(mode="after")
    def _check_kind(self) -> NewWindow:
        if self.kind is WindowKind.DRAIN:
            raise ValueError("drain a node by POST /v1/pool/nodes/{node_id}/drain")
        if bool(self.nodes) == bool(self.chips):
            raise ValueError("name nodes, or say a number of chips; one of the two")
        if (self.kind is WindowKind.RESERVATION) != bool(self.organization):
            raise ValueError("a reservation is an organization's, maintenance is nobody's")
        if self.kind is WindowKind.MAINTENANCE and not self.nodes:
            raise ValueError("maintenance is of nodes: name them")
        if self.chip_kind and not self.chips:
            raise ValueError("chip_kind goes with chips")
        return self


def open_window(
    session: Session, clock: Clock, request: NewWindow, known_nodes: Collection[str]
) -> PoolWindow:
    """Write a window down; the next scheduling pass keeps to it.

    Running jobs are left alone: until then only what ends in time is begun there. NotFoundError
    for a node or organization that there isn't.
    """
    now_ms = clock.now_ms()
    from_ms = now_ms if request.from_ms is None else request.from_ms
    if request.until_ms <= max(from_ms, now_ms):
        raise InvalidInputError(
            "it has to end after it begins, and in the future", where="until_ms"
        )
    _check_nodes(request.nodes, known_nodes)
    organization_id = (
        find_organization(session, request.organization).id if request.organization else ""
    )
    window = PoolWindow(
        id=new_id("win", now_ms),
        kind=request.kind,
        nodes=sorted(set(request.nodes)),
        organization_id=organization_id,
        chips=request.chips,
        chip_kind=request.chip_kind,
        from_ms=from_ms,
        until_ms=request.until_ms,
        text=request.text,
        created_ms=now_ms,
        ended_ms=None,
    )
    session.add(window)
    session.flush()
    return window


def end_window(session: Session, clock: Clock, window_id: str) -> PoolWindow:
    """It holds no longer. ConflictError if it was over already."""
    window = get_locked(session, PoolWindow, window_id)
    now_ms = clock.now_ms()
    if window.ended_ms is not None or _is_over(window, now_ms):
        raise ConflictError("this window is over", where=window_id)
    window.ended_ms = now_ms
    session.flush()
    return window


def drain_node(
    session: Session, clock: Clock, node_id: str, text: str, known_nodes: Collection[str]
) -> PoolWindow:
    """Nothing more starts on the node until it is undrained. Draining it again changes the text."""
    now_ms = clock.now_ms()
    window = _find_drain(session, node_id)
    if window is not None:
        window.text = text or window.text
        session.flush()
        return window
    _check_nodes([node_id], known_nodes)
    window = PoolWindow(
        id=new_id("win", now_ms),
        kind=WindowKind.DRAIN,
        nodes=[node_id],
        organization_id="",
        chips=0,
        chip_kind="",
        from_ms=now_ms,
        until_ms=None,
        text=text,
        created_ms=now_ms,
        ended_ms=None,
    )
    session.add(window)
    session.flush()
    return window


def undrain_node(session: Session, clock: Clock, node_id: str) -> PoolWindow:
    """Jobs may start on the node again. ConflictError if it isn't drained."""
    window = _find_drain(session, node_id)
    if window is None:
        raise ConflictError(
            "this node is not drained", where=node_id, todo="see `jarip operator windows`"
        )
    window.ended_ms = clock.now_ms()
    session.flush()
    return window


def list_windows(session: Session, now_ms: int, *, over: bool = False) -> Sequence[PoolWindow]:
    """Windows that hold or are to come, the first to begin first; with `over`, of the last 30 days
    those that are over, too."""
    rows = session.scalars(
        select(PoolWindow)
        .where((PoolWindow.ended_ms.is_(None)) | (PoolWindow.ended_ms > now_ms - KEPT_MS))
        .where((PoolWindow.until_ms.is_(None)) | (PoolWindow.until_ms > now_ms - KEPT_MS))
        .order_by(PoolWindow.from_ms, PoolWindow.id)
    ).all()
    if over:
        return rows
    return [row for row in rows if row.ended_ms is None and not _is_over(row, now_ms)]


def _is_over(window: PoolWindow, now_ms: int) -> bool:
    return window.until_ms is not None and window.until_ms <= now_ms


def _find_drain(session: Session, node_id: str) -> PoolWindow | None:
    query = select(PoolWindow).where(
        PoolWindow.kind == WindowKind.DRAIN, PoolWindow.ended_ms.is_(None)
    )
    return next((row for row in session.scalars(query) if row.nodes == [node_id]), None)


def _check_nodes(nodes: Sequence[str], known_nodes: Collection[str]) -> None:
    for node in nodes:
        if node not in known_nodes:
            raise NotFoundError(
                "the pool has no such node",
                where=node,
                todo=f"it has {', '.join(sorted(known_nodes)[:8]) or 'none'}",
            )
