"""Rating and proration: integers, rounded once, parts that sum to the whole."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.billing.proration import part_of
from jarip.cloud.billing.rating import HOUR_MS, affordable_ms, charge_micros, rate_usage
from jarip.cloud.catalog.plan import Prices
from jarip.cloud.metering.inputs import Resource
from jarip.cloud.metering.queries import UsageKind

rates = st.integers(0, 10**10)


@given(rates, st.integers(-(10**15), 10**15))
def test_a_charge_is_within_half_a_micro_of_the_exact_product(rate: int, amount: int) -> None:
    exact = Fraction(rate * amount, HOUR_MS)
    assert abs(charge_micros(Resource.CHIP, rate, amount) - exact) <= Fraction(1, 2)


@given(rates, st.integers(-10, 10**12), st.integers(1, 1000))
def test_what_is_affordable_fits_the_budget_and_a_millisecond_more_does_not(
    rate: int, budget: int, count: int
) -> None:
    ms = affordable_ms(budget, rate, count)
    if ms is None:
        assert rate == 0
        return
    assert ms == 0 or charge_micros(Resource.CHIP, rate, count * ms) <= budget
    assert charge_micros(Resource.CHIP, rate, count * (ms + 1)) > budget


@given(
    st.integers(0, 10**12),
    st.integers(1, 31 * 86_400),
    st.lists(st.integers(0, 31 * 86_400), max_size=6),
)
def test_however_a_period_is_cut_its_parts_sum_to_the_fee(
    fee: int, seconds: int, cuts: list[int]
) -> None:
    points = sorted({0, seconds, *(cut for cut in cuts if cut < seconds)})
    parts = [part_of(fee, (a * 1000, b * 1000), (0, seconds * 1000)) for a, b in pairwise(points)]
    assert sum(parts) == fee
    assert all(part >= 0 for part in parts)


PRICES = Prices.model_validate(
    {
        "monthly_fee": "0",
        "chip_hour": {"cpu": "60"},
        "storage_gib_month": {"*": "40"},
        "million_tokens": {"*": "400"},
    }
)


@pytest.mark.parametrize(
    ("resource", "kind", "amount", "micros"),
    [
        (Resource.CHIP, "cpu", HOUR_MS, 60_000_000),
        (Resource.CHIP, "cpu", 1, 17),  # 16.67 micros
        (Resource.STORAGE, "disk", 1024 * 30 * 24 * HOUR_MS, 40_000_000),
        (Resource.TOKENS, "any", 2_500_000, 1_000_000_000),
        (Resource.CHIP, "cpu", -HOUR_MS, -60_000_000),
    ],
)
def test_units_of_rates(resource: Resource, kind: str, amount: int, micros: int) -> None:
    [charge] = rate_usage({UsageKind(resource, kind, False): amount}, PRICES)
    assert charge.charge_micros == micros


def test_faulted_usage_is_shown_and_free() -> None:
    [charge] = rate_usage({UsageKind(Resource.CHIP, "cpu", True): HOUR_MS}, PRICES)
    assert (charge.amount, charge.charge_micros) == (HOUR_MS, 0)


def test_a_kind_without_a_price_is_shown_as_such() -> None:
    [charge] = rate_usage({UsageKind(Resource.CHIP, "gpu", False): HOUR_MS}, PRICES)
    assert (charge.rate_micros, charge.charge_micros) == (None, 0)
