"""Past use for the fair share: from the rollups, faded, the same after a restart."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy.orm import Session

from jarip.cloud.db.database import Database
from jarip.cloud.metering.rollups import QUARTER_MS, QuarterKey, add_to_rollups
from jarip.cloud.steering.past_use import ALL_MS, RECENT_MS, PastUse

WEEK = 7 * 24 * 3_600_000
NOW = 100 * WEEK


def use(
    session: Session, organization: str, at_ms: int, amount: int, resource: str = "chip",
    *, faulted: bool = False,
) -> None:  # fmt: skip
    quarter = at_ms // QUARTER_MS * QUARTER_MS
    key = QuarterKey(organization, quarter, "prj", "", resource, "cpu", faulted)
    add_to_rollups(session, Counter({key: amount}))


def test_use_of_one_half_life_ago_counts_half(database: Database) -> None:
    with database.write() as session:
        use(session, "new", NOW - QUARTER_MS, 1000)
        use(session, "old", NOW - WEEK, 1000)
        use(session, "lost", NOW - QUARTER_MS, 1000, faulted=True)
        use(session, "stored", NOW - QUARTER_MS, 1000, "storage")
        use(session, "halves", NOW - QUARTER_MS, 50_000, "part")
        found = PastUse().read(session, NOW, WEEK)
    assert found["new"] == pytest.approx(1000, rel=0.03)
    assert found["old"] == pytest.approx(500, rel=0.03)
    assert found["halves"] == pytest.approx(500, rel=0.03)
    assert found.keys() == {"new", "old", "halves"}


def test_what_is_new_is_read_soon_and_what_was_given_back_within_the_hour(
    database: Database,
) -> None:
    with database.write() as session:
        kept = PastUse()
        use(session, "a", NOW - WEEK, 1000)
        before = kept.read(session, NOW, WEEK)
        use(session, "b", NOW, 1000)
        use(session, "a", NOW - WEEK, -1000)
        assert kept.read(session, NOW + RECENT_MS - 1, WEEK).keys() == before.keys()
        assert kept.read(session, NOW + RECENT_MS, WEEK).keys() == {"a", "b"}
        late = kept.read(session, NOW + ALL_MS, WEEK)
        assert late["a"] == 0


def test_a_restarted_server_knows_what_the_former_knew(database: Database) -> None:
    with database.write() as session:
        kept = PastUse()
        for step in range(6):
            use(session, "a", NOW + step * RECENT_MS, 777)
            former = kept.read(session, NOW + step * RECENT_MS, WEEK)
        assert PastUse().read(session, NOW + 5 * RECENT_MS, WEEK) == former


def test_a_clock_that_goes_back_reads_anew(database: Database) -> None:
    with database.write() as session:
        kept = PastUse()
        kept.read(session, NOW, WEEK)
        use(session, "a", NOW - 3 * WEEK, 1000)
        assert kept.read(session, NOW - WEEK, WEEK)["a"] > 0
