"""Money as integers: micro-units of a currency (1,000,000 micros = 1 won, dollar, euro, yuan).

Rounding happens in two places only, both here: a division to whole micros, and an amount to the
currency's smallest coin. Both round half away from zero, so that a credit mirrors its charge.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from jarip.cloud.errors import InvalidInputError

MICROS = 1_000_000
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


class Currency(StrEnum):
    """Currencies that plans may be priced in (ISO 4217)."""

    KRW = "KRW"
    USD = "USD"
    EUR = "EUR"
    CNY = "CNY"


MINOR_DIGITS = {Currency.KRW: 0, Currency.USD: 2, Currency.EUR: 2, Currency.CNY: 2}
"""Digits after the point in the smallest coin of each currency."""

SYMBOLS = {Currency.KRW: "₩", Currency.USD: "$", Currency.EUR: "€", Currency.CNY: "CN¥"}


def parse_micros(text: str) -> int:
    """The micros of a decimal such as `29000` or `0.35`; InvalidInputError if it is not one."""
    if not _AMOUNT.fullmatch(text):
        raise InvalidInputError(
            f"{text!r} is not an amount of money",
            todo="write digits with at most six after the point, such as 29000 or 0.35",
        )
    return int(Decimal(text) * MICROS)


def write_micros(micros: int) -> str:
    """The shortest decimal that `parse_micros` reads back."""
    text = f"{Decimal(micros) / MICROS:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def divide_rounded(numerator: int, denominator: int) -> int:
    """numerator / denominator (positive), rounded half away from zero."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def minor_unit(currency: Currency) -> int:
    """The smallest coin of a currency, in micros."""
    return int(MICROS // 10 ** MINOR_DIGITS[currency])


def round_to_minor(micros: int, currency: Currency) -> int:
    """The amount in whole smallest coins (still in micros), half away from zero."""
    unit = minor_unit(currency)
    return divide_rounded(micros, unit) * unit


def format_money(micros: int, currency: Currency, digits: int | None = None) -> str:
    """`₩29,000`, `-$1.05`: for people. `digits` after the point; the currency's own if None.

    An amount that has finer parts than the digits shown is rounded half away from zero.
    """
    places = MINOR_DIGITS[currency] if digits is None else digits
    step = MICROS // 10**places
    rounded = divide_rounded(abs(micros), step) * step
    sign = "-" if micros < 0 and rounded else ""
    return f"{sign}{SYMBOLS[currency]}{Decimal(rounded) / MICROS:,.{places}f}"
