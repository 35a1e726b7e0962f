"""REST of operators' rules for the pool: windows, drains, quotas, shares, the policy, nodes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.running import Loop, Wake
from jarip.cloud.control.pool_nodes import list_nodes, node_names
from jarip.cloud.steering.policy import Policy, read_policy, set_policy
from jarip.cloud.steering.quotas import SetQuota, list_quotas, remove_quota, set_quota
from jarip.cloud.steering.shares import LEAST_PERCENT, MOST_PERCENT, list_shares, set_share
from jarip.cloud.steering.windows import (
    NewWindow,
    drain_node,
    end_window,
    list_windows,
    open_window,
    undrain_node,
)

router = APIRouter(prefix="/v1/pool", tags=["pool"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class WindowView(BaseModel):
    """Nodes or chips that are spoken for during a time."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str = Field(description="maintenance, drain or reservation")
    nodes: list[str]
    organization_id: str = Field(description="Whose reservation, or empty")
    chips: int = Field(description="So many instead of nodes, or 0")
    chip_kind: str
    from_ms: int
    until_ms: int | None = Field(description="null: until somebody ends it")
    text: str
    created_ms: int
    ended_ms: int | None = Field(description="When an operator ended it")


class QuotaView(BaseModel):
    """The most chips that the jobs of an organization or project may have at once."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    organization_id: str
    project_id: str = Field(description="Empty for the whole organization")
    chip_kind: str = Field(description="Empty for all chips together")
    chips: int
    changed_ms: int


class ShareView(BaseModel):
    """An organization's weight in the fair share."""

    model_config = ConfigDict(from_attributes=True)

    organization_id: str
    weight_percent: int = Field(description="100 is everybody's; 200 is twice that")
    changed_ms: int


class NewShare(BaseModel):
    """A weight."""

    weight_percent: int = Field(ge=LEAST_PERCENT, le=MOST_PERCENT)


class DrainRequest(BaseModel):
    """Why."""

    text: str = Field(default="", max_length=500, description="Shown to who waits")


class NodeView(BaseModel):
    """A node of the pool."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    chips: int
    busy: int = Field(description="Chips of which a job has all or a part")
    down: int = Field(description="Chips that get no work, by their health")
    kinds: list[str]
    windows: list[str] = Field(description="Ids of windows that hold now and name it")


@router.get("/nodes")
def list_pool_nodes(cloud: Cloud, _caller: Operator, loop: Loop) -> list[NodeView]:
    """The pool's nodes and what keeps work from them. For the operator."""
    with cloud.database.read() as session:
        found = list_nodes(session, cloud.clock.now_ms(), loop.pool)
    return [NodeView.model_validate(each) for each in found]


@router.post("/nodes/{node_id}/drain")
def drain_pool_node(
    cloud: Cloud, _caller: Operator, loop: Loop, node_id: str, request: DrainRequest
) -> WindowView:
    """Let nothing more start on a node; what runs there ends in its own time. Safe to repeat."""
    with cloud.database.write() as session:
        row = drain_node(session, cloud.clock, node_id, request.text, node_names(loop.pool))
        return WindowView.model_validate(row)


@router.post("/nodes/{node_id}/undrain")
def undrain_pool_node(cloud: Cloud, _caller: Operator, wake: Wake, node_id: str) -> WindowView:
    """Let jobs start on a drained node again."""
    with cloud.database.write() as session:
        view = WindowView.model_validate(undrain_node(session, cloud.clock, node_id))
    wake.wake()
    return view


@router.get("/windows")
def list_pool_windows(
    cloud: Cloud,
    _caller: Operator,
    over: Annotated[bool, Query(description="Of the last 30 days, those over, too")] = False,
) -> list[WindowView]:
    """Drains, maintenance and reservations, the first to begin first. For the operator."""
    with cloud.database.read() as session:
        rows = list_windows(session, cloud.clock.now_ms(), over=over)
        return [WindowView.model_validate(row) for row in rows]


@router.post("/windows", status_code=201)
def open_pool_window(cloud: Cloud, _caller: Operator, loop: Loop, request: NewWindow) -> WindowView:
    """Announce maintenance, or reserve chips for an organization. For the operator.

    Until it begins, only jobs whose timeout ends before start on these chips; jobs that already
    run are left alone.
    """
    with cloud.database.write() as session:
        row = open_window(session, cloud.clock, request, node_names(loop.pool))
        return WindowView.model_validate(row)


@router.delete("/windows/{window_id}")
def end_pool_window(cloud: Cloud, _caller: Operator, wake: Wake, window_id: str) -> WindowView:
    """End or call off a window. For the operator."""
    with cloud.database.write() as session:
        view = WindowView.model_validate(end_window(session, cloud.clock, window_id))
    wake.wake()
    return view


@router.get("/quotas")
def list_pool_quotas(cloud: Cloud, _caller: Operator) -> list[QuotaView]:
    """Every quota of chips. For the operator."""
    with cloud.database.read() as session:
        return [QuotaView.model_validate(row) for row in list_quotas(session)]


@router.put("/quotas")
def set_pool_quota(cloud: Cloud, _caller: Operator, wake: Wake, request: SetQuota) -> QuotaView:
    """Set the most chips that an organization's or project's jobs have at once. Safe to repeat."""
    with cloud.database.write() as session:
        view = QuotaView.model_validate(set_quota(session, cloud.clock, request))
    wake.wake()
    return view


@router.delete("/quotas/{quota_id}")
def remove_pool_quota(cloud: Cloud, _caller: Operator, wake: Wake, quota_id: str) -> QuotaView:
    """Remove a quota. For the operator."""
    with cloud.database.write() as session:
        view = QuotaView.model_validate(remove_quota(session, quota_id))
    wake.wake()
    return view


@router.get("/shares")
def list_pool_shares(cloud: Cloud, _caller: Operator) -> list[ShareView]:
    """Organizations with a weight of their own in the fair share. For the operator."""
    with cloud.database.read() as session:
        return [ShareView.model_validate(row) for row in list_shares(session)]


@router.put("/shares/{organization}")
def set_pool_share(
    cloud: Cloud, _caller: Operator, organization: str, request: NewShare
) -> ShareView:
    """Weigh an organization (id or slug) in the fair share. Safe to repeat."""
    with cloud.database.write() as session:
        row = set_share(session, cloud.clock, organization, request.weight_percent)
        return ShareView.model_validate(row)


@router.get("/policy")
def get_pool_policy(cloud: Cloud, _caller: Operator) -> Policy:
    """The minimum run time and the half-life of use. For the operator."""
    with cloud.database.read() as session:
        return read_policy(session)


@router.put("/policy")
def set_pool_policy(cloud: Cloud, _caller: Operator, request: Policy) -> Policy:
    """Set them; a field left out takes its default. Safe to repeat."""
    with cloud.database.write() as session:
        return set_policy(session, cloud.clock, request)
