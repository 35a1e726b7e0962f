"""REST of the plan catalog: reading it, and what the operator does with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Caller, Cloud, require
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import (
    list_offers,
    list_versions,
    plan_of,
    publish_plan,
    read_plan,
    retire_plan,
)
from jarip.cloud.catalog.tables import PlanVersion
from jarip.cloud.subscriptions.subscribers import count_subscribers

router = APIRouter(prefix="/v1", tags=["plans"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class PlanVersionView(BaseModel):
    """A plan version, and where it stands."""

    key: str = Field(examples=["starter@1"])
    source: str = Field(description="file or console")
    published_ms: int
    retired_ms: int | None = Field(description="Since when it is not sold")
    subscribers: int = Field(description="Subscriptions on it that are not cancelled")
    plan: Plan


@router.get("/plans")
def list_plans(cloud: Cloud, _caller: Caller) -> list[Plan]:
    """The plans on sale, cheapest first, each in its newest version.

    Prices are decimals in the currency's main unit; rates are by kind of chip, `*` standing for
    every kind that has no rate of its own.
    """
    with cloud.database.read() as session:
        return list(list_offers(session))


@router.post("/plans", status_code=201)
def publish_new_plan(cloud: Cloud, _caller: Operator, request: Plan) -> PlanVersionView:
    """Publish a plan version. For the operator.

    A published version never changes: to change a plan, publish its next version. Publishing the
    same again changes nothing.
    """
    with cloud.database.write() as session:
        return _view(session, publish_plan(session, cloud.clock, request))


@router.get("/plans/{plan_key}")
def get_plan(cloud: Cloud, _caller: Caller, plan_key: str) -> Plan:
    """One plan version, such as `starter@1`, whether it is still on sale or not."""
    with cloud.database.read() as session:
        return read_plan(session, plan_key)


@router.post("/plans/{plan_key}/retire")
def retire_plan_version(cloud: Cloud, _caller: Operator, plan_key: str) -> PlanVersionView:
    """Sell a version no longer. Its subscribers keep it. For the operator."""
    with cloud.database.write() as session:
        return _view(session, retire_plan(session, cloud.clock, plan_key))


@router.get("/plan-versions")
def list_plan_versions(cloud: Cloud, _caller: Operator) -> list[PlanVersionView]:
    """Every version ever published, with how many are subscribed to it. For the operator."""
    with cloud.database.read() as session:
        subscribers = count_subscribers(session)
        return [_render(row, subscribers.get(row.key, 0)) for row in list_versions(session)]


def _view(session: Session, row: PlanVersion) -> PlanVersionView:
    return _render(row, count_subscribers(session).get(row.key, 0))


def _render(row: PlanVersion, subscribers: int) -> PlanVersionView:
    return PlanVersionView(
        key=row.key,
        source=row.source,
        published_ms=row.published_ms,
        retired_ms=row.retired_ms,
        subscribers=subscribers,
        plan=plan_of(row),
    )
