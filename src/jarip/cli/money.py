"""Showing money and usage."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import typer

DECIMALS = {"KRW": 0}
"""Digits after the point, where it isn't two."""
CHIP_MS = {
    "chip": (1000, "chip-seconds"),
    "part": (100_000, "chip-seconds"),
    "storage": (1024 * 3_600_000, "GiB-hours"),
}
"""Resource → how many of its units make one of those people read."""


def money_text(micros: int, currency: str) -> str:
    """`19,000 KRW`, with as many digits as it takes to be exact."""
    amount = Decimal(micros) / 1_000_000
    digits = DECIMALS.get(currency, 2)
    exact = amount == round(amount, digits)
    return f"{amount:,.{digits if exact else 6}f} {currency}"


def parse_micros(text: str) -> int:
    """Micros of a decimal such as `29000` or `0.35`; a usage error for anything else."""
    try:
        micros = Decimal(text.replace(",", "")) * 1_000_000
        whole = int(micros)
    except (InvalidOperation, ValueError, OverflowError):
        micros, whole = Decimal(0), -1
    if whole != micros or whole < 0:
        raise typer.BadParameter(f"{text!r} is not an amount, such as 29000 or 0.35")
    return whole


def quantity_text(resource: str, amount: int) -> str:
    """`12.345 chip-seconds`."""
    if resource not in CHIP_MS:
        return f"{amount:,} {resource}"
    divisor, unit = CHIP_MS[resource]
    return f"{Decimal(amount) / divisor:,.3f} {unit}"
