"""Durations, sizes and prices as people write them: `90m`, `16GiB`, `1500.50`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DURATION_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
BYTES = {
    "": 1,
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 1 << 10,
    "MiB": 1 << 20,
    "GiB": 1 << 30,
    "TiB": 1 << 40,
}
MICROS = 1_000_000
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)")


def parse_duration_ms(value: object) -> int:
    """Milliseconds of `90` (seconds), `"90s"`, `"1.5h"`, `"1h30m"`. ValueError otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 1000
    text = str(value).replace(" ", "")
    total = Decimal(0)
    position = 0
    while position < len(text):
        match = _QUANTITY.match(text, position)
        if match is None or match[2] not in DURATION_MS:
            raise ValueError(f"{value!r} is not a duration; write 90s, 15m, 2h or 1d")
        total += Decimal(match[1]) * DURATION_MS[match[2]]
        position = match.end()
    if position == 0:
        raise ValueError("a duration is empty; write 90s, 15m, 2h or 1d")
    return int(total)


def parse_bytes(value: object) -> int:
    """Bytes of `1024`, `"16GiB"` or `"1.5GB"`. ValueError otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = _QUANTITY.fullmatch(str(value).strip())
    if match is None or match[2] not in BYTES:
        raise ValueError(f"{value!r} is not a size; write 512MiB, 16GiB or 80GB")
    return int(Decimal(match[1]) * BYTES[match[2]])


def parse_micros(value: object) -> int:
    """Micro-units of a currency: `"1500.50"` is 1 500 500 000. ValueError otherwise."""
    if isinstance(value, bool | float):
        raise ValueError('write the price in quotes, such as "1500.50": it has to be exact')
    try:
        micros = Decimal(str(value)) * MICROS
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a price; write 1500 or 1500.50") from None
    if not micros.is_finite() or micros < 0 or micros != int(micros):
        raise ValueError(f"{value!r} is not a price of at most six decimals")
    return int(micros)


def format_duration_ms(milliseconds: int) -> str:
    """The text that `parse_duration_ms` reads back exactly."""
    return f"{milliseconds}ms"


def format_micros(micros: int) -> str:
    """The text that `parse_micros` reads back exactly."""
    return format(Decimal(micros) / MICROS, "f")
