"""Billing periods: calendar months from an anchor, in the customer's time zone.

Every boundary is computed from the anchor, never from the one before it, so an anchor on the 31st
gives 31 January, 28 or 29 February, 31 March. The local time of day is kept, also across changes to
and from summer time; a local time that does not exist moves on by the length of the gap.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SECOND_MS = 1000


def whole_second(ms: int) -> int:
    """The start of the second that `ms` lies in: when changes take effect."""
    return ms - ms % SECOND_MS


def boundary_ms(anchor_ms: int, time_zone: str, months: int) -> int:
    """The moment `months` calendar months after the anchor (`months` may be 0, not negative)."""
    zone = ZoneInfo(time_zone)
    anchor = datetime.fromtimestamp(anchor_ms // SECOND_MS, UTC).astimezone(zone)
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    day = min(anchor.day, calendar.monthrange(year, month + 1)[1])
    # `fold` is kept, so that an anchor within a repeated hour maps to itself.
    local = anchor.replace(year=year, month=month + 1, day=day)
    return int(local.timestamp()) * SECOND_MS


def period_at(anchor_ms: int, time_zone: str, moment_ms: int) -> int:
    """The number of the period that contains a moment at or after the anchor (0 is the first)."""
    zone = ZoneInfo(time_zone)
    anchor = datetime.fromtimestamp(anchor_ms // SECOND_MS, UTC).astimezone(zone)
    moment = datetime.fromtimestamp(moment_ms // SECOND_MS, UTC).astimezone(zone)
    number = 12 * (moment.year - anchor.year) + moment.month - anchor.month
    while number > 0 and boundary_ms(anchor_ms, time_zone, number) > moment_ms:
        number -= 1
    return number
