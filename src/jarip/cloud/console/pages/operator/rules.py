"""Rules of the pool: quotas of chips, weights in the fair share, the policy."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import list_organizations
from jarip.cloud.console.formats import HOUR_MS
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.requests import Form, Sent
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import MAX_LIMIT, PageRequest
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.steering.policy import Policy, read_policy, set_policy
from jarip.cloud.steering.quotas import SetQuota, list_quotas, remove_quota, set_quota
from jarip.cloud.steering.shares import LEAST_PERCENT, MOST_PERCENT, list_shares, set_share

router = APIRouter(prefix="/operator/rules")
TEMPLATE = "operator/rules.html"
HOME = "/operator/rules"


@router.get("")
def show_rules(view: Operator) -> Response:
    """The rules in force."""
    with view.cloud.database.read() as session:
        return view.page(TEMPLATE, **_values(session))


@router.post("/quotas", name="set_pool_quota")
def send_quota(view: Operator, form: Sent) -> Response:
    """Set the most chips that an organization's jobs have at once."""
    try:
        request = SetQuota.model_validate(
            {name: form.text(name) for name in ("organization", "chip_kind", "chips")}
        )
        with view.cloud.database.write() as session:
            set_quota(session, view.cloud.clock, request)
    except (CloudError, ValidationError) as error:
        return _again(view, error)
    return _done(view, "saved")


@router.post("/quotas/{quota_id}/end", name="remove_pool_quota")
def end_quota(view: Operator, _form: Sent, quota_id: str) -> Response:
    """Remove a quota."""
    with view.cloud.database.write() as session:
        remove_quota(session, quota_id)
    return _done(view, "removed")


@router.post("/shares", name="set_pool_share")
def send_share(view: Operator, form: Sent) -> Response:
    """Weigh an organization in the fair share."""
    try:
        weight = form.number("weight_percent", MOST_PERCENT)
        if weight is None or weight < LEAST_PERCENT:
            raise InvalidInputError(
                f"a weight is from {LEAST_PERCENT} to {MOST_PERCENT}", where="weight_percent"
            )
        with view.cloud.database.write() as session:
            set_share(session, view.cloud.clock, form.text("organization"), weight)
    except CloudError as error:
        return _again(view, error)
    return _done(view, "saved")


@router.post("/policy", name="set_pool_policy")
def send_policy(view: Operator, form: Sent) -> Response:
    """Set the minimum run time and the half-life of use."""
    try:
        policy = Policy(
            min_run_ms=_whole(form, "min_run_s") * 1000,
            half_life_ms=_whole(form, "half_life_h") * HOUR_MS,
        )
        with view.cloud.database.write() as session:
            set_policy(session, view.cloud.clock, policy)
    except (CloudError, ValidationError) as error:
        return _again(view, error)
    return _done(view, "saved")


def _whole(form: Form, name: str) -> int:
    number = form.number(name, 1_000_000)
    if number is None:
        raise InvalidInputError("a number is missing", where=name)
    return number


def _done(view: View, done: str) -> Response:
    if view.loop:
        view.loop.wake()
    return view.go(HOME, done)


def _again(view: View, error: Exception) -> Response:
    with view.cloud.database.read() as session:
        return view.again(TEMPLATE, error, **_values(session))


def _values(session: Session) -> dict[str, Any]:
    policy = read_policy(session)
    organizations = list_organizations(session, PageRequest(MAX_LIMIT)).items
    return {
        "quotas": list_quotas(session),
        "shares": list_shares(session),
        "organizations": {row.id: row.name for row in organizations},
        "min_run_s": policy.min_run_ms // 1000,
        "half_life_h": policy.half_life_ms // HOUR_MS,
        "least": LEAST_PERCENT,
        "most": MOST_PERCENT,
    }
