"""Leases reach as far as the money does, and not a millisecond further."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.billing.rating import HOUR_MS
from jarip.cloud.budgets.horizon import Claim, reach

NOW = 1_000_000
claims = st.lists(
    st.builds(
        Claim,
        rate_micros=st.integers(0, 10**9),
        count=st.integers(1, 64),
        from_ms=st.integers(NOW - 500_000, NOW + 500_000),
        held_until_ms=st.integers(NOW - 500_000, NOW + 500_000),
    ),
    max_size=6,
)


def cost(items: list[Claim], until: int) -> int:
    return sum(claim.cost_until(until) for claim in items)


@given(claims, st.integers(-(10**6), 10**10), st.integers(0, 1_000_000))
def test_the_moment_found_fits_and_the_next_does_not(
    items: list[Claim], available: int, longer: int
) -> None:
    wanted = NOW + longer
    until = reach(items, available, NOW, wanted)
    assert NOW <= until <= wanted
    if until > NOW:
        assert cost(items, until) <= available
    if until < wanted:
        assert cost(items, until + 1) > available or cost(items, until) > available


@given(claims, st.integers(0, 10**6))
def test_costs_never_fall_with_time_and_round_up(items: list[Claim], later: int) -> None:
    for claim in items:
        assert claim.cost_until(NOW + later) >= claim.cost_until(NOW)
        span = max(claim.held_until_ms, NOW) - claim.from_ms
        exact = max(0, span) * claim.rate_micros * claim.count
        assert 0 <= claim.cost_until(NOW) * HOUR_MS - exact < HOUR_MS


def test_two_attempts_share_by_time() -> None:
    cheap = Claim(rate_micros=1 * HOUR_MS, count=1, from_ms=NOW, held_until_ms=NOW)
    dear = Claim(rate_micros=3 * HOUR_MS, count=1, from_ms=NOW, held_until_ms=NOW)
    assert reach([cheap, dear], 4000, NOW, NOW + 10_000) == NOW + 1000
