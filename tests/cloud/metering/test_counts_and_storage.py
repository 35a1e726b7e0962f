"""Meters that are not chips: counts by key, and stored data over time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.databases import NewDatabaseUrl

from jarip.cloud.db.database import Database
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.counts import CountReport, record_counts
from jarip.cloud.metering.inputs import Owner, Resource
from jarip.cloud.metering.queries import Scope, UsageKind, sum_usage
from jarip.cloud.metering.storage import set_storage

OWNER = Owner("org_a", "prj_a")
ALL_TIME = (0, 2**53)


def tokens(key: str, count: int = 10, organization: str = "org_a") -> CountReport:
    return CountReport(key, Owner(organization, "prj_a"), "end_1", "llm/in", count, at_ms=1000)


def test_a_count_is_recorded_once_by_its_key(database: Database) -> None:
    with database.write() as session:
        assert record_counts(session, 0, [tokens("a"), tokens("b"), tokens("a", 99)]) == 2
        assert record_counts(session, 0, [tokens("a", 99), tokens("c")]) == 1
        sums = sum_usage(session, Scope("org_a"), *ALL_TIME)
        assert sums == {UsageKind(Resource.TOKENS, "llm/in", False): 30}
        assert audit_usage(session, "org_a") == []


def test_customers_may_use_the_same_key(database: Database) -> None:
    with database.write() as session:
        assert record_counts(session, 0, [tokens("a"), tokens("a", organization="org_b")]) == 2


@pytest.mark.parametrize("fields", [{"count": 0}, {"count": -5}, {"key": ""}, {"key": "k" * 200}])
def test_an_unfit_count_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        tokens(str(fields.get("key", "k")), int(str(fields.get("count", 1))))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 5_000_000), st.integers(0, 5)), max_size=10))
def test_storage_is_the_integral_of_its_size(
    new_database: NewDatabaseUrl, sizes: list[tuple[int, int]]
) -> None:
    database = Database(new_database())
    expected, now, size = 0, 0, 0
    with database.write() as session:
        for wait, next_size in sizes:
            expected += wait * size
            now += wait
            set_storage(session, now, "vol_1", OWNER, next_size)
            size = next_size
        sums = sum_usage(session, Scope("org_a"), *ALL_TIME)
        assert sum(sums.values()) == expected
        assert audit_usage(session, "org_a") == []
    database.close()


def test_a_clock_that_goes_back_counts_nothing(database: Database) -> None:
    with database.write() as session:
        set_storage(session, 1000, "vol_1", OWNER, 5)
        set_storage(session, 500, "vol_1", OWNER, 7)
        set_storage(session, 1100, "vol_1", OWNER, 0)
        assert sum(sum_usage(session, Scope("org_a"), *ALL_TIME).values()) == 700
        assert audit_usage(session, "org_a") == []
