"""No sequence of reports, replays, clock jumps, faults and restarts counts a millisecond twice or
loses one: the database is compared with a model that keeps sets of milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from tests.databases import NewDatabaseUrl

from jarip.cloud.db.database import Database
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.faults import mark_faulted
from jarip.cloud.metering.inputs import NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.metering.rollups import QUARTER_MS, cut_at_quarters, quarter_of, rebuild_rollups
from jarip.cloud.metering.tables import Meter, UsageEvent, UsageQuarter

SPAN = 3 * QUARTER_MS
moments = st.integers(0, SPAN)


@dataclass
class Model:
    """What one attempt should have been counted for."""

    count: int
    started: int | None = None
    counted_until: int | None = None
    closed: bool = False
    faulted: set[tuple[int, int]] = field(default_factory=set)
    faulted_ms: int = 0

    def start(self, at: int) -> None:
        if self.started is None and not self.closed:
            self.started = self.counted_until = at

    def see(self, until: int) -> None:
        if self.counted_until is not None and not self.closed:
            self.counted_until = max(self.counted_until, until)

    def close(self, end: int) -> None:
        self.see(end)
        self.closed = True

    def fault(self, start: int, end: int) -> None:
        if self.started is None or self.counted_until is None:
            return
        inside = (max(start, self.started), min(end, self.counted_until))
        if inside[0] < inside[1]:
            self.faulted.add(inside)
            self.faulted_ms = covered(self.faulted)

    @property
    def billable(self) -> int:
        if self.started is None or self.counted_until is None:
            return 0
        return (self.counted_until - self.started - self.faulted_ms) * self.count


def covered(intervals: set[tuple[int, int]]) -> int:
    total, position = 0, -1
    for start, end in sorted(intervals):
        total += max(0, end - max(start, position))
        position = max(position, end)
    return total


operations = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.integers(0, 1), moments, moments),
        st.tuples(st.just("renew"), st.integers(0, 1), moments, moments),
        st.tuples(st.just("close"), st.integers(0, 1), moments, moments),
        st.tuples(st.just("fault"), st.integers(0, 1), moments, moments),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def shared(databases: NewDatabaseUrl) -> Iterator[Database]:
    database = Database(databases())
    yield database
    database.close()


def empty(database: Database) -> None:
    with database.write() as session:
        for table in (UsageEvent, UsageQuarter, Meter):
            session.execute(delete(table))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.integers(1, 5))
def test_every_millisecond_is_counted_exactly_once(
    shared: Database, steps: list[tuple[str, int, int, int]], count: int
) -> None:
    empty(shared)
    models = [Model(count), Model(1)]
    with shared.write() as session:
        for number, model in enumerate(models):
            owner = Owner("org_a", f"prj_{number}")
            open_meter(session, 0, NewMeter(f"att_{number}", "job_1", owner, "cpu", model.count))
    for name, number, first, second in steps:
        attempt, model = f"att_{number}", models[number]
        with shared.write() as session:
            if name == "start":
                start_meter(session, attempt, first)
                model.start(first)
            elif name == "renew":  # `second` is the server's clock, jumping about
                renew_leases(session, second, [UsageReport(attempt, first)])
                model.see(first)
            elif name == "close":
                close_meter(session, second, attempt, first)
                model.close(first)
            else:
                start, end = sorted((first, second))
                mark_faulted(session, second, attempt, start, end)
                model.fault(start, end)
    with shared.read() as session:
        assert audit_usage(session, "org_a") == []
        for table in (UsageEvent, UsageQuarter):
            for number, model in enumerate(models):
                query = select(func.coalesce(func.sum(table.amount), 0)).where(
                    table.project_id == f"prj_{number}"
                )
                assert session.scalar(query.where(~table.faulted)) == model.billable
                assert session.scalar(query.where(table.faulted)) == model.faulted_ms * model.count
        before = rollups(session)
    with shared.write() as session:
        rebuild_rollups(session, "org_a")
        assert {k: v for k, v in before.items() if v} == {
            k: v for k, v in rollups(session).items() if v
        }


def rollups(session: object) -> dict[tuple[object, ...], int]:
    columns = [c for c in UsageQuarter.__table__.columns if c.name != "amount"]
    rows = session.execute(select(*columns, UsageQuarter.amount))  # type: ignore[attr-defined]
    return {tuple(row[:-1]): row[-1] for row in rows}


@given(st.integers(0, 10 * QUARTER_MS), st.integers(0, 10 * QUARTER_MS))
def test_pieces_cover_an_interval_and_none_crosses_a_quarter(start: int, duration: int) -> None:
    pieces = list(cut_at_quarters(start, start + duration))
    assert sum(b - a for a, b in pieces) == duration
    assert all(a < b and quarter_of(a) == quarter_of(b - 1) for a, b in pieces)
    assert all(one[1] == other[0] for one, other in pairwise(pieces))


@pytest.mark.parametrize("damage", ["amount", "end_ms", "gone", "rollup", "meter"])
def test_the_audit_finds_every_kind_of_damage(shared: Database, damage: str) -> None:
    empty(shared)
    with shared.write() as session:
        open_meter(session, 0, NewMeter("att_1", "job_1", Owner("org_a", "prj_1"), "cpu", 2))
        start_meter(session, "att_1", 100)
        for until in (1000, 2000, 3000):
            renew_leases(session, until, [UsageReport("att_1", until)])
        assert audit_usage(session, "org_a") == []
    with shared.write() as session:
        middle = UsageEvent.start_ms == 1000
        statement = {
            "amount": update(UsageEvent).where(middle).values(amount=1),
            "end_ms": update(UsageEvent).where(middle).values(end_ms=2500),
            "gone": delete(UsageEvent).where(middle),
            "rollup": update(UsageQuarter).values(amount=UsageQuarter.amount + 1),
            "meter": update(Meter).values(metered_ms=2999),
        }[damage]
        session.execute(statement)
        assert audit_usage(session, "org_a") != []
