"""The time zones people may choose from."""

from __future__ import annotations

import zoneinfo
from functools import cache

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")


@cache
def list_time_zones() -> tuple[str, ...]:
    """UTC, then every zone that is named for a place, by name."""
    places = [name for name in zoneinfo.available_timezones() if name.startswith(REGIONS)]
    return ("UTC", *sorted(places))
