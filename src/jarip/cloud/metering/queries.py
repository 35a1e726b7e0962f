"""Reads usage: exact sums over any span, sums by day and by whom, the events themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.metering.inputs import Resource
from jarip.cloud.metering.intervals import Interval
from jarip.cloud.metering.rollups import QUARTER_MS, quarter_of
from jarip.cloud.metering.tables import UsageEvent, UsageQuarter


@dataclass(frozen=True)
class Scope:
    """Whose usage: an organization's, or only a project's or a member's within it."""

    organization_id: str
    project_id: str = ""
    member_id: str = ""

    def conditions(self, table: type[UsageEvent] | type[UsageQuarter]) -> list[ColumnElement[bool]]:
        """Conditions that keep the rows of the scope."""
        conditions = [table.organization_id == self.organization_id]
        if self.project_id:
            conditions.append(table.project_id == self.project_id)
        if self.member_id:
            conditions.append(table.member_id == self.member_id)
        return conditions


class UsageKind(NamedTuple):
    """What was used. Faulted usage is free."""

    resource: Resource
    kind: str
    faulted: bool


def sum_usage(session: Session, scope: Scope, start_ms: int, end_ms: int) -> Counter[UsageKind]:
    """Amounts used within [start_ms, end_ms), exact to the millisecond.

    Whole quarters of an hour come from rollups; only the two at the ends are read event by event.
    """
    sums: Counter[UsageKind] = Counter()
    first = quarter_of(start_ms + QUARTER_MS - 1)
    last = quarter_of(end_ms)
    if first >= last:
        edges = [(start_ms, end_ms)]
    else:
        edges = [(start_ms, first), (last, end_ms)]
        _add_quarters(session, scope, (first, last), sums)
    for edge in edges:
        _add_events(session, scope, edge, sums)
    return Counter({kind: amount for kind, amount in sums.items() if amount})


def list_events(
    session: Session,
    scope: Scope,
    span: Interval,
    page: PageRequest,
    *,
    resource: str = "",
    kind: str = "",
    job_id: str = "",
) -> PageOf[UsageEvent]:
    """The usage events that touch a span, newest first: what stands behind a sum or a line."""
    query = select(UsageEvent).where(
        *scope.conditions(UsageEvent),
        UsageEvent.start_ms >= quarter_of(span[0]),
        UsageEvent.start_ms < span[1],
        (UsageEvent.end_ms > span[0]) | (UsageEvent.start_ms >= span[0]),
    )
    if resource:
        query = query.where(UsageEvent.resource == resource)
    if kind:
        query = query.where(UsageEvent.kind == kind)
    if job_id:
        query = query.where(UsageEvent.job_id == job_id)
    return select_page(session, query, UsageEvent.id, page)


def sum_job(session: Session, scope: Scope, job_id: str) -> Counter[UsageKind]:
    """Everything one job of the scope used."""
    query = (
        select(
            UsageEvent.resource, UsageEvent.kind, UsageEvent.faulted, func.sum(UsageEvent.amount)
        )
        .where(*scope.conditions(UsageEvent), UsageEvent.job_id == job_id)
        .group_by(UsageEvent.resource, UsageEvent.kind, UsageEvent.faulted)
    )
    return Counter(
        {
            UsageKind(Resource(resource), kind, faulted): int(amount)
            for resource, kind, faulted, amount in session.execute(query)
        }
    )


def _add_quarters(session: Session, scope: Scope, span: Interval, sums: Counter[UsageKind]) -> None:
    table = UsageQuarter
    query = (
        select(table.resource, table.kind, table.faulted, func.sum(table.amount))
        .where(*scope.conditions(table), table.quarter_ms >= span[0], table.quarter_ms < span[1])
        .group_by(table.resource, table.kind, table.faulted)
    )
    for resource, kind, faulted, amount in session.execute(query):
        sums[UsageKind(Resource(resource), kind, faulted)] += int(amount)


def _add_events(session: Session, scope: Scope, span: Interval, sums: Counter[UsageKind]) -> None:
    start, end = span
    if start >= end:
        return
    table = UsageEvent
    query = (
        select(table.resource, table.kind, table.faulted, func.sum(_clipped(start, end)))
        .where(*scope.conditions(table), table.start_ms >= quarter_of(start), table.start_ms < end)
        .group_by(table.resource, table.kind, table.faulted)
    )
    for resource, kind, faulted, amount in session.execute(query):
        sums[UsageKind(Resource(resource), kind, faulted)] += int(amount)


def _clipped(start_ms: int, end_ms: int) -> ColumnElement[int]:
    """The part of an event's amount within a span that does not end before the event starts."""
    table = UsageEvent
    first = case((table.start_ms < start_ms, start_ms), else_=table.start_ms)
    last = case((table.end_ms > end_ms, end_ms), else_=table.end_ms)
    inside = table.amount // (table.end_ms - table.start_ms) * (last - first)  # exact division
    return case(
        (table.start_ms == table.end_ms, case((table.start_ms >= start_ms, table.amount), else_=0)),
        (table.end_ms <= start_ms, 0),
        else_=inside,
    )
