"""REST of the plan catalog."""

from __future__ import annotations

from fastapi import APIRouter

from jarip.cloud.api.auth import Caller, Cloud
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import list_offers, read_plan

router = APIRouter(prefix="/v1", tags=["plans"])


@router.get("/plans")
def list_plans(cloud: Cloud, _caller: Caller) -> list[Plan]:
    """The plans on sale, cheapest first, each in its newest version.

    Prices are decimals in the currency's main unit; rates are by kind of chip, `*` standing for
    every kind that has no rate of its own.
    """
    with cloud.database.read() as session:
        return list(list_offers(session))


@router.get("/plans/{plan_key}")
def get_plan(cloud: Cloud, _caller: Caller, plan_key: str) -> Plan:
    """One plan version, such as `starter@1`, whether it is still on sale or not."""
    with cloud.database.read() as session:
        return read_plan(session, plan_key)
