"""Times, spans and numbers read as people of each language write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from jarip.cloud.console.formats import (
    format_ago,
    format_bytes,
    format_hours,
    format_moment,
    format_number,
    format_short_day,
    format_span,
)

SEOUL = ZoneInfo("Asia/Seoul")
AT_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def test_moments_are_in_the_time_zone() -> None:
    assert format_moment(AT_MS, SEOUL, "en") == "1 Jan 2026, 09:00"
    assert format_moment(AT_MS, SEOUL, "ko") == "2026년 1월 1일 09:00"
    assert format_short_day(AT_MS, SEOUL, "ko") == "1월 1일"


@pytest.mark.parametrize(
    ("span_ms", "english", "korean"),
    [
        (340, "340 ms", "340밀리초"),
        (12_300, "12.3 s", "12.3초"),
        (245_000, "4 min 05 s", "4분 05초"),
        (10_920_000, "3 h 02 min", "3시간 02분"),
        (187_200_000, "2 d 4 h", "2일 4시간"),
    ],
)
def test_spans(span_ms: int, english: str, korean: str) -> None:
    assert format_span(span_ms, "en") == english
    assert format_span(span_ms, "ko") == korean


@pytest.mark.parametrize(
    ("ago_ms", "english", "korean"),
    [
        (1000, "just now", "방금"),
        (240_000, "4 min ago", "4분 전"),
        (7_200_000, "2 h ago", "2시간 전"),
        (3 * 86_400_000, "3 d ago", "3일 전"),
        (30 * 86_400_000, "1 Jan 2026", "2026년 1월 1일"),
    ],
)
def test_ago(ago_ms: int, english: str, korean: str) -> None:
    assert format_ago(AT_MS, AT_MS + ago_ms, SEOUL, "en") == english
    assert format_ago(AT_MS, AT_MS + ago_ms, SEOUL, "ko") == korean


def test_sizes_and_numbers() -> None:
    assert [format_bytes(size) for size in (12, 1536, 5 << 30)] == ["12 B", "1.5 KiB", "5.0 GiB"]
    numbers = (1234.0, 0.01234567, 1.2e-7, 12345.678)
    assert [format_number(value) for value in numbers] == ["1,234", "0.01235", "1.2e-07", "12,346"]
    assert [format_hours(amount) for amount in (0, 18_000, 44_460_000)] == [
        "0.00",
        "0.0050",
        "12.35",
    ]
