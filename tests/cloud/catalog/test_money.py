"""Integer money: parsing, rounding, writing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.catalog.money import (
    Currency,
    divide_rounded,
    format_money,
    minor_unit,
    parse_micros,
    round_to_minor,
    write_micros,
)
from jarip.cloud.errors import InvalidInputError


@given(st.integers(-(10**17), 10**17))
def test_what_is_written_is_read_back(micros: int) -> None:
    assert parse_micros(write_micros(micros)) == micros


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**12))
def test_division_rounds_half_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    # Decimal has 28 digits by default; compare exactly with integers instead.
    doubled = 2 * abs(numerator)
    result = divide_rounded(numerator, denominator)
    assert (2 * abs(result) - 1) * denominator <= doubled < (2 * abs(result) + 1) * denominator
    assert result == 0 or (result > 0) == (exact > 0)
    assert divide_rounded(-numerator, denominator) == -result


@given(st.integers(-(10**15), 10**15), st.sampled_from(Currency))
def test_rounding_to_coins_moves_by_at_most_half_a_coin(micros: int, currency: Currency) -> None:
    rounded = round_to_minor(micros, currency)
    assert rounded % minor_unit(currency) == 0
    assert 2 * abs(rounded - micros) <= minor_unit(currency)


@given(st.integers(-(10**12), 10**12))
def test_formatting_shows_the_rounded_amount(micros: int) -> None:
    shown = format_money(micros, Currency.USD).replace("$", "").replace(",", "")
    expected = (Decimal(micros) / 10**6).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(shown) == expected


@pytest.mark.parametrize(
    ("micros", "currency", "digits", "text"),
    [
        (29_000_000_000, Currency.KRW, None, "₩29,000"),
        (-1_050_000, Currency.USD, None, "-$1.05"),
        (-1, Currency.USD, None, "$0.00"),
        (174_000, Currency.KRW, 3, "₩0.174"),
        (99_500_000, Currency.CNY, None, "CN¥99.50"),
    ],
)
def test_money_for_people(micros: int, currency: Currency, digits: int | None, text: str) -> None:
    assert format_money(micros, currency, digits) == text


@pytest.mark.parametrize("text", ["", "1e3", "1.2345678", "1,000", "NaN", "0x1", "１", "1.", "--1"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_micros(text)
