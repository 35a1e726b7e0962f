"""Moments and durations as operators write them."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import typer

UNIT_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd])")


def parse_span_ms(text: str) -> int:
    """Milliseconds of `90s`, `1h30m`, `7d`; a usage error for anything else."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise typer.BadParameter(f"{text!r} is not a duration: write 90s, 15m, 2h or 7d")
    return int(sum(float(number) * UNIT_MS[unit] for number, unit in parts))


def parse_moment_ms(text: str, now_ms: int | None = None) -> int:
    """Milliseconds since 1970 of `now`, `+2h`, or `2026-11-24T02:00` (UTC unless it says).

    A usage error for anything else.
    """
    now = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    if text == "now":
        return now
    if text.startswith("+"):
        return now + parse_span_ms(text[1:])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a moment: write now, +2h or 2026-11-24T02:00"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)
