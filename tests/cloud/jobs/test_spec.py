"""What a job specification accepts, and that it survives being stored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jarip.cloud.jobs.quantities import (
    format_micros,
    parse_bytes,
    parse_duration_ms,
    parse_micros,
)
from jarip.cloud.jobs.spec import JobSpec


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [(90, 90_000), ("90s", 90_000), ("1.5h", 5_400_000), ("1h30m", 5_400_000), ("20ms", 20)],
)
def test_durations(text: object, milliseconds: int) -> None:
    assert parse_duration_ms(text) == milliseconds


@pytest.mark.parametrize("text", ["", "soon", "5 parsecs", "-3s", "1h x", True, 1.5, "90"])
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration_ms(text)


@pytest.mark.parametrize(
    ("text", "size"), [(5, 5), ("16GiB", 1 << 34), ("80GB", 80 * 10**9), ("1.5 KiB", 1536)]
)
def test_sizes(text: object, size: int) -> None:
    assert parse_bytes(text) == size


def test_prices_are_exact() -> None:
    assert parse_micros("0.000001") == 1
    assert parse_micros("1500.50") == 1_500_500_000
    for wrong in (1.5, "0.0000001", "-1", "NaN", "much", True):
        with pytest.raises(ValueError, match="price"):
            parse_micros(wrong)


@given(st.integers(0, 10**18))
def test_prices_survive_being_written(micros: int) -> None:
    assert parse_micros(format_micros(micros)) == micros


def test_a_stored_specification_means_the_same() -> None:
    spec = JobSpec.model_validate(
        {
            "command": "python train.py",
            "chips": {"count": 2, "min_memory": "16GiB", "max_price_per_hour": "1500.5"},
            "timeout": "2h",
            "retries": 3,
            "environment": {"SEED": "1"},
        }
    )

    assert JobSpec.model_validate(spec.model_dump(mode="json")) == spec
    assert spec.retries.failure == 3


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"command": []}, "empty"),
        ({"command": "  "}, "empty"),
        ({"command": ["a\0b"]}, "NUL"),
        ({"command": "x", "chips": {"count": 0}}, "greater than or equal to 0.01"),
        ({"command": "x", "chips": {"number": 1}}, "Extra inputs"),
        ({"command": "x", "environment": {"A=B": ""}}, "not a variable"),
        ({"command": "x", "environment": {"JARIP_JOB_ID": ""}}, "ours to set"),
        ({"command": "x", "environment": {"BIG": "x" * 70_000}}, "more than"),
        ({"command": "x", "outputs": ["../secrets"]}, "inside"),
        ({"command": "x", "outputs": ["/etc/passwd"]}, "inside"),
        ({"command": "x", "timeout": "0s"}, "greater than or equal to 1"),
        ({"command": "x", "code": "../../etc"}, "pattern"),
    ],
)
def test_what_is_refused_and_why(values: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        JobSpec.model_validate(values)
