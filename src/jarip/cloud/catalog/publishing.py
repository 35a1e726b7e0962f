"""Publishes plan versions: once published, a version is what its subscribers bought."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.catalog.plan import Catalog, Plan
from jarip.cloud.catalog.tables import PlanVersion
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import ConflictError, NotFoundError

FROM_FILE = "file"
FROM_CONSOLE = "console"
_parsed: dict[tuple[str, str], Plan] = {}


def publish_catalog(session: Session, clock: Clock, catalog: Catalog) -> None:
    """Make the database offer what the file says.

    New versions are added, versions gone from the file are retired (their subscribers keep them),
    and ones that came back are offered again. ConflictError if a version was changed in place.
    """
    published = {row.key: row for row in session.scalars(select(PlanVersion))}
    for plan in catalog.plans:
        row = published.pop(plan.key, None)
        if row is None:
            session.add(_new_row(plan, FROM_FILE, clock))
        else:
            _check_unchanged(row, plan)
            row.retired_ms = None
    for row in published.values():
        if row.source == FROM_FILE and row.retired_ms is None:
            row.retired_ms = clock.now_ms()
    session.flush()


def publish_plan(session: Session, clock: Clock, plan: Plan) -> PlanVersion:
    """Publish one plan version from the console. ConflictError if that version exists."""
    existing = session.get(PlanVersion, plan.key)
    if existing is not None:
        _check_unchanged(existing, plan)
        return existing
    row = _new_row(plan, FROM_CONSOLE, clock)
    session.add(row)
    session.flush()
    return row


def next_version(session: Session, plan_id: str) -> int:
    """The number a new version of a plan has to have; 1 for a new plan."""
    newest = session.scalar(
        select(func.max(PlanVersion.version)).where(PlanVersion.plan_id == plan_id)
    )
    return int(newest or 0) + 1


def retire_plan(session: Session, clock: Clock, key: str) -> PlanVersion:
    """Sell a version no longer; its subscribers keep it. Retiring it again changes nothing.

    ConflictError for a version of the plan file, which would offer it again at the next start.
    """
    row = get_row(session, PlanVersion, key)
    if row.source == FROM_FILE:
        raise ConflictError(
            f"{key} comes from the plan file", where=key, todo="remove it there and start again"
        )
    if row.retired_ms is None:
        row.retired_ms = clock.now_ms()
    session.flush()
    return row


def list_versions(session: Session) -> Sequence[PlanVersion]:
    """Every version ever published, newest of each plan first: what the operator looks at."""
    query = select(PlanVersion).order_by(PlanVersion.plan_id, PlanVersion.version.desc())
    return session.scalars(query).all()


def read_plan(session: Session, key: str) -> Plan:
    """The plan version with this key (`starter@2`), on sale or retired."""
    return plan_of(get_row(session, PlanVersion, key))


def list_offers(session: Session, *, public_only: bool = True) -> Sequence[Plan]:
    """The newest version on sale of each plan, in the order they were first published."""
    query = (
        select(PlanVersion)
        .where(PlanVersion.retired_ms.is_(None))
        .order_by(PlanVersion.plan_id, PlanVersion.version)
    )
    newest = {row.plan_id: plan_of(row) for row in session.scalars(query)}
    plans = [plan for plan in newest.values() if plan.public or not public_only]
    return sorted(plans, key=lambda plan: min(p.monthly_fee for p in plan.prices.values()))


def find_offer(session: Session, plan_id: str) -> Plan:
    """The newest version on sale of a plan, or NotFoundError naming those there are."""
    offers = {plan.id: plan for plan in list_offers(session, public_only=False)}
    if plan_id not in offers:
        public = [plan.id for plan in offers.values() if plan.public]
        raise NotFoundError(
            "no plan with this id is on sale", where=plan_id, todo=f"choose {', '.join(public)}"
        )
    return offers[plan_id]


def plan_of(row: PlanVersion) -> Plan:
    """The plan that a row holds."""
    # A published body never changes, so it is parsed once a process.
    plan = _parsed.get((row.key, row.digest))
    if plan is None:
        plan = _parsed[row.key, row.digest] = Plan.model_validate(row.body)
    return plan


def _new_row(plan: Plan, source: str, clock: Clock) -> PlanVersion:
    return PlanVersion(
        key=plan.key,
        plan_id=plan.id,
        version=plan.version,
        source=source,
        digest=_digest(plan),
        body=plan.model_dump(mode="json"),
        published_ms=clock.now_ms(),
        retired_ms=None,
    )


def _check_unchanged(row: PlanVersion, plan: Plan) -> None:
    if row.digest != _digest(plan):
        raise ConflictError(
            f"the plan version {plan.key} was changed after it was published",
            where=plan.key,
            todo=f"restore it, and publish the change as version {row.version + 1} of {plan.id}",
        )


def _digest(plan: Plan) -> str:
    # Defaults are left out, so that a field added to plans later changes no published version.
    body = plan.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
