"""Plans: every version, and publishing a new one."""

from __future__ import annotations

from typing import Any

import yaml
from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import plan_of, publish_plan, read_plan
from jarip.cloud.catalog.tables import PlanVersion
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.requests import Sent
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.tables import Subscription

router = APIRouter(prefix="/operator/plans")
TEMPLATE = "operator/plans.html"


@router.get("")
def show_plans(view: Operator, like: str = "") -> Response:
    """Every version of every plan; a new one begins as a copy."""
    with view.cloud.database.read() as session:
        source = _copy_of(read_plan(session, like)) if like else ""
        return view.page(TEMPLATE, **_values(session, source))


@router.post("", name="publish_plan_version")
def send_plan(view: Operator, form: Sent) -> Response:
    """Publish a version. It is never edited in place: its subscribers keep what they bought."""
    source = form.text("source")
    try:
        with view.cloud.database.write() as session:
            publish_plan(session, view.cloud.clock, parse_plan(source))
    except (CloudError, ValidationError) as error:
        with view.cloud.database.read() as session:
            return view.again(TEMPLATE, error, **_values(session, source))
    return view.go("/operator/plans", "published")


def parse_plan(source: str) -> Plan:
    """A plan from YAML. InvalidInputError names the line that can't be read."""
    try:
        # Every scalar stays text: money must not become a floating-point number.
        values = yaml.load(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise InvalidInputError(str(error), where="source") from None
    return Plan.model_validate(values)


def _copy_of(plan: Plan) -> str:
    body = plan.model_dump(mode="json", exclude_defaults=True)
    body["version"] = plan.version + 1
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False)


def _values(session: Session, source: str) -> dict[str, Any]:
    rows = session.scalars(
        select(PlanVersion).order_by(PlanVersion.plan_id, PlanVersion.version.desc())
    )
    counts = session.execute(
        select(Subscription.plan_key, func.count())
        .where(Subscription.state != State.CANCELLED)
        .group_by(Subscription.plan_key)
    )
    return {
        "versions": [(row, plan_of(row)) for row in rows],
        "subscribers": {key: int(count) for key, count in counts},
        "source": source,
    }
