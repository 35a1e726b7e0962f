"""Billing periods are calendar months in the customer's time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.subscriptions.periods import boundary_ms, period_at

ZONES = ["UTC", "Asia/Seoul", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
anchors = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: int(moment.replace(tzinfo=UTC, microsecond=0).timestamp()) * 1000
)


def local(ms: int, zone: str) -> str:
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def moment(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


@pytest.mark.parametrize(("year", "february"), [("2026", "2026-02-28"), ("2028", "2028-02-29")])
def test_an_anchor_on_the_31st_comes_back_to_the_31st(year: str, february: str) -> None:
    anchor = moment(f"{year}-01-31 09:30", "Asia/Seoul")
    days = [local(boundary_ms(anchor, "Asia/Seoul", n), "Asia/Seoul") for n in range(5)]
    assert days == [
        f"{year}-01-31 09:30",
        f"{february} 09:30",
        f"{year}-03-31 09:30",
        f"{year}-04-30 09:30",
        f"{year}-05-31 09:30",
    ]


def test_the_local_time_of_day_is_kept_across_summer_time() -> None:
    anchor = moment("2026-02-15 12:00", "America/New_York")
    times = [local(boundary_ms(anchor, "America/New_York", n), "America/New_York") for n in (1, 10)]
    assert times == ["2026-03-15 12:00", "2026-12-15 12:00"]


def test_a_local_time_that_does_not_exist_moves_on_by_the_gap() -> None:
    anchor = moment("2026-02-08 02:30", "America/New_York")
    assert local(boundary_ms(anchor, "America/New_York", 1), "America/New_York").endswith("03:30")


@given(anchors, st.sampled_from(ZONES))
def test_boundaries_rise_and_months_are_27_to_32_days_long(anchor: int, zone: str) -> None:
    boundaries = [boundary_ms(anchor, zone, n) for n in range(30)]
    assert boundaries[0] == anchor
    assert all(27 * 86_400_000 < b - a < 32 * 86_400_000 for a, b in pairwise(boundaries))


@given(anchors, st.sampled_from(ZONES), st.integers(0, 5 * 366 * 86_400_000))
def test_every_moment_lies_in_exactly_the_period_found(anchor: int, zone: str, later: int) -> None:
    number = period_at(anchor, zone, anchor + later)
    assert boundary_ms(anchor, zone, number) <= anchor + later
    assert anchor + later < boundary_ms(anchor, zone, number + 1)
