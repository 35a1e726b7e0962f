"""The life of a meter, and leases that a policy shortens or refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.db.database import Database
from jarip.cloud.errors import InvalidInputError, NotFoundError
from jarip.cloud.metering.inputs import LEASE_MS, NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import (
    close_meter,
    list_open_attempts,
    open_meter,
    start_meter,
)
from jarip.cloud.metering.policy import Grant
from jarip.cloud.metering.tables import Meter, UsageEvent

OWNER = Owner("org_a", "prj_a", "usr_a")


def meter(kind: str = "cpu", count: int = 1, attempt: str = "att_1") -> NewMeter:
    return NewMeter(attempt, "job_1", OWNER, kind, count)


@dataclass
class Until:
    """A policy that lets nothing run past a moment."""

    end_ms: int

    def grant_leases(
        self, session: Session, now_ms: int, meters: Sequence[Meter], wanted_until_ms: int
    ) -> Mapping[str, Grant]:
        until = min(self.end_ms, wanted_until_ms)
        return {m.id: Grant(until, enforced=True, reason="the budget ends") for m in meters}


def total(session: Session) -> int:
    return session.scalar(select(func.coalesce(func.sum(UsageEvent.amount), 0))) or 0


def test_an_attempt_from_opening_to_closing(database: Database) -> None:
    with database.write() as session:
        lease = open_meter(session, 1000, meter(count=2))
        assert (lease.granted, lease.until_ms) == (True, 1000 + LEASE_MS)
        start_meter(session, "att_1", 5000)
        leases = renew_leases(session, 6000, [UsageReport("att_1", 6000)])
        assert leases["att_1"].until_ms == 6000 + LEASE_MS
        close_meter(session, 8000, "att_1", 7500)
    with database.read() as session:
        assert total(session) == 2 * 2500
        assert list_open_attempts(session) == []


def test_an_attempt_that_never_started_counts_nothing(database: Database) -> None:
    with database.write() as session:
        open_meter(session, 1000, meter())
        renew_leases(session, 5000, [UsageReport("att_1", 5000)])
        close_meter(session, 9000, "att_1", 9000)
        assert total(session) == 0


def test_an_attempt_on_two_kinds_of_chips_counts_both(database: Database) -> None:
    with database.write() as session:
        open_meter(session, 0, [meter("cpu", 1), meter("gpu", 3)])
        start_meter(session, "att_1", 0)
        close_meter(session, 10, "att_1", 10)
        sums = dict(session.execute(select(UsageEvent.kind, UsageEvent.amount)).all())
    assert sums == {"cpu": 10, "gpu": 30}


def test_a_lease_too_short_to_begin_with_is_refused_and_leaves_nothing(database: Database) -> None:
    with database.write() as session:
        lease = open_meter(session, 1000, meter(), Until(2000))
        assert (lease.granted, lease.reason) == (False, "the budget ends")
        assert list_open_attempts(session) == []


def test_a_lease_ends_where_the_policy_says_and_never_shrinks(database: Database) -> None:
    with database.write() as session:
        lease = open_meter(session, 0, meter(), Until(60_000))
        assert (lease.until_ms, lease.enforced) == (60_000, True)
        start_meter(session, "att_1", 0)
        shorter = renew_leases(session, 10_000, [UsageReport("att_1", 10_000)], Until(30_000))
        assert shorter["att_1"].until_ms == 60_000


def test_chips_of_one_attempt_share_the_shortest_lease(database: Database) -> None:
    class OneShort:
        def grant_leases(
            self, session: Session, now_ms: int, meters: Sequence[Meter], wanted_until_ms: int
        ) -> Mapping[str, Grant]:
            return {m.id: Grant(20_000 if m.kind == "gpu" else wanted_until_ms) for m in meters}

    with database.write() as session:
        lease = open_meter(session, 0, [meter("cpu"), meter("gpu")], OneShort())
    assert lease.until_ms == 20_000


def test_every_step_may_be_repeated(database: Database) -> None:
    with database.write() as session:
        for now in (0, 50):
            assert open_meter(session, now, meter()).until_ms == LEASE_MS
        for start in (100, 900):
            start_meter(session, "att_1", start)
        for _ in range(3):
            renew_leases(session, 1000, [UsageReport("att_1", 1000), UsageReport("att_1", 600)])
        for end in (2000, 3000, 500):
            close_meter(session, 5000, "att_1", end)
        assert total(session) == 1900
        after = renew_leases(session, 9000, [UsageReport("att_1", 9000)])
        assert not after["att_1"].granted
        assert total(session) == 1900


def test_open_attempts_are_found_after_a_restart(database: Database) -> None:
    with database.write() as session:
        for number in range(3):
            open_meter(session, number, meter(attempt=f"att_{number}"))
        close_meter(session, 10, "att_1", 10)
    with database.read() as session:
        assert list_open_attempts(session) == ["att_0", "att_2"]


def test_mistakes_are_named(database: Database) -> None:
    with pytest.raises(InvalidInputError, match="positive"):
        meter(count=0)
    with pytest.raises(InvalidInputError, match="characters"):
        meter(kind="")
    with pytest.raises(NotFoundError, match="no meter"), database.write() as session:
        start_meter(session, "att_unknown", 1)
