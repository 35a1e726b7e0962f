"""Times, spans, sizes and numbers as people of each language write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SPANS = {
    "en": ("{} ms", "{} s", "{} min {:02} s", "{} h {:02} min", "{} d {} h"),
    "ko": ("{}밀리초", "{}초", "{}분 {:02}초", "{}시간 {:02}분", "{}일 {}시간"),
}
AGO = {
    "en": ("just now", "{} min ago", "{} h ago", "{} d ago"),
    "ko": ("방금", "{}분 전", "{}시간 전", "{}일 전"),
}
SIZES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def local_time(at_ms: int, zone: ZoneInfo) -> datetime:
    """The moment on the clock of a time zone."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)


def format_moment(at_ms: int, zone: ZoneInfo, language: str) -> str:
    """`23 Nov 2026, 08:10`; `2026년 11월 23일 08:10`."""
    return f"{format_day(at_ms, zone, language)}{_comma(language)}{local_time(at_ms, zone):%H:%M}"


def format_day(at_ms: int, zone: ZoneInfo, language: str) -> str:
    """`23 Nov 2026`; `2026년 11월 23일`."""
    at = local_time(at_ms, zone)
    if language == "ko":
        return f"{at.year}년 {at.month}월 {at.day}일"
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def format_short_day(at_ms: int, zone: ZoneInfo, language: str) -> str:
    """`23 Nov`; `11월 23일`: for the axes of charts."""
    at = local_time(at_ms, zone)
    return f"{at.month}월 {at.day}일" if language == "ko" else f"{at.day} {MONTHS[at.month - 1]}"


def format_clock(at_ms: int, zone: ZoneInfo) -> str:
    """`08:10:32`."""
    return f"{local_time(at_ms, zone):%H:%M:%S}"


def format_ago(at_ms: int, now_ms: int, zone: ZoneInfo, language: str) -> str:
    """`4 min ago`; a date when it is more than a week."""
    span = max(0, now_ms - at_ms)
    if span >= 7 * DAY_MS:
        return format_day(at_ms, zone, language)
    words = AGO[language]
    if span < MINUTE_MS:
        return words[0]
    if span < HOUR_MS:
        return words[1].format(span // MINUTE_MS)
    if span < DAY_MS:
        return words[2].format(span // HOUR_MS)
    return words[3].format(span // DAY_MS)


def format_span(span_ms: int, language: str) -> str:
    """`340 ms`, `12.3 s`, `4 min 05 s`, `3 h 02 min`, `2 d 4 h`."""
    words = SPANS[language]
    if span_ms < 1000:
        return words[0].format(span_ms)
    if span_ms < MINUTE_MS:
        return words[1].format(f"{span_ms / 1000:.1f}".rstrip("0").rstrip("."))
    if span_ms < HOUR_MS:
        return words[2].format(span_ms // MINUTE_MS, span_ms % MINUTE_MS // 1000)
    if span_ms < DAY_MS:
        return words[3].format(span_ms // HOUR_MS, span_ms % HOUR_MS // MINUTE_MS)
    return words[4].format(span_ms // DAY_MS, span_ms % DAY_MS // HOUR_MS)


def format_bytes(size: int) -> str:
    """`1.5 GiB`."""
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(SIZES) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {SIZES[unit]}" if unit == 0 else f"{amount:.1f} {SIZES[unit]}"


def format_number(value: float) -> str:
    """`1,234`, `0.0123`, `1.2e-07`: as short as it stays useful."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if 1e-4 <= abs(value) < 1e6:
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:.3g}"


def format_hours(amount_ms: int) -> str:
    """Chip-hours of chip-milliseconds: `12.35`."""
    hours = amount_ms / HOUR_MS
    return f"{hours:,.2f}" if hours >= 0.01 or not hours else f"{hours:.4f}"


def _comma(language: str) -> str:
    return " " if language == "ko" else ", "
