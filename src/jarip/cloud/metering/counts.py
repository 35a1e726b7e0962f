"""Counts things that have no duration, such as an endpoint's tokens. Safe to repeat by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.metering.inputs import Owner, Resource
from jarip.cloud.metering.recording import LOOKUP_BATCH, EventValues, append_events
from jarip.cloud.metering.tables import KEY_LENGTH, UsageEvent

OWN_KEY_LENGTH = KEY_LENGTH - 48
"""How long a caller's key may be: the organization's id goes before it."""


@dataclass(frozen=True)
class CountReport:
    """`count` of a resource was used at a moment. `idempotency_key` is the caller's own name for
    this use, unique within the organization: a second report with it changes nothing."""

    idempotency_key: str
    owner: Owner
    subject_id: str
    kind: str
    count: int
    at_ms: int
    job_id: str = ""
    resource: Resource = Resource.TOKENS

    def __post_init__(self) -> None:
        if self.count <= 0:
            raise InvalidInputError(f"must be positive, is {self.count}", where="count")
        if not 1 <= len(self.idempotency_key) <= OWN_KEY_LENGTH:
            raise InvalidInputError(
                f"must be 1 to {OWN_KEY_LENGTH} characters long", where="idempotency_key"
            )

    @property
    def event_key(self) -> str:
        """The key of its event: customers cannot collide with each other, nor with meters."""
        return f"{self.owner.organization_id}:{self.idempotency_key}"


def record_counts(session: Session, now_ms: int, reports: Sequence[CountReport]) -> int:
    """Append an event for each report not seen before; returns how many."""
    fresh: dict[str, CountReport] = {}
    for report in reports:
        fresh.setdefault(report.event_key, report)
    keys = list(fresh)
    for start in range(0, len(keys), LOOKUP_BATCH):
        query = select(UsageEvent.idempotency_key).where(
            UsageEvent.idempotency_key.in_(keys[start : start + LOOKUP_BATCH])
        )
        for key in session.scalars(query):
            del fresh[key]
    append_events(session, [_event(report, now_ms) for report in fresh.values()])
    return len(fresh)


def _event(report: CountReport, now_ms: int) -> EventValues:
    return EventValues(
        id=new_id("use", now_ms),
        idempotency_key=report.event_key,
        meter_id=None,
        subject_id=report.subject_id,
        job_id=report.job_id,
        organization_id=report.owner.organization_id,
        project_id=report.owner.project_id,
        member_id=report.owner.member_id,
        resource=report.resource,
        kind=report.kind,
        count=report.count,
        start_ms=report.at_ms,
        end_ms=report.at_ms,
        amount=report.count,
        faulted=False,
        recorded_ms=now_ms,
    )
