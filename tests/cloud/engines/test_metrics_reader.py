"""What jobs log comes back as curves; what they write by hand does no harm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jarip
from jarip.cloud.engines.metrics_reader import Point, read_metrics, thin


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JARIP_METRICS_DIR", str(tmp_path))
    monkeypatch.setenv("JARIP_ATTEMPT", "1")
    return tmp_path


def test_logged_figures_come_back_by_name_and_step(folder: Path) -> None:
    for step in range(3):
        jarip.log(step, loss=1 / (step + 1), accuracy=step)
    jarip.log(loss=0.1)

    series = read_metrics(folder)

    assert [(point.step, point.value) for point in series["loss"]] == [
        (0, 1.0), (1, 0.5), (2, 1 / 3), (3, 0.1),
    ]  # fmt: skip
    assert [point.value for point in series["accuracy"]] == [0.0, 1.0, 2.0]


def test_a_later_attempt_goes_over_the_steps_of_a_former_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(4):
        jarip.log(step, loss=1.0)
    monkeypatch.setenv("JARIP_ATTEMPT", "10")
    jarip.log(3, loss=2.0)
    monkeypatch.setenv("JARIP_ATTEMPT", "2")
    jarip.log(3, loss=9.0)

    assert [point.value for point in read_metrics(folder)["loss"]] == [1.0, 1.0, 1.0, 2.0]


def test_what_is_no_number_is_none_or_refused(folder: Path) -> None:
    jarip.log(0, loss=float("nan"))
    with pytest.raises(ValueError, match="not a number"):
        jarip.log(1, loss="low")  # type: ignore[arg-type]

    assert read_metrics(folder)["loss"][0].value is None


def test_outside_a_job_logging_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JARIP_METRICS_DIR", raising=False)

    assert jarip.log(1, loss=0.5) is False


def test_files_written_by_hand_are_read_as_far_as_they_make_sense(tmp_path: Path) -> None:
    good = json.dumps({"step": 1, "at_ms": 5, "values": {"loss": 2}})
    lines = ["", "{", "[]", "3", '{"step": 1}', '{"step": "x", "at_ms": 1, "values": {}}',
             '{"step": 1, "at_ms": 1, "values": {"loss": "x"}}', "[" * 100_000, good]  # fmt: skip
    (tmp_path / "1.jsonl").write_text("\n".join(lines))
    (tmp_path / "2.jsonl").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "3.jsonl")

    assert read_metrics(tmp_path) == {"loss": [Point(1, 2.0, 5)]}


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=300), st.integers(2, 50))
def test_thinning_keeps_ends_extremes_and_order(values: list[float | None], most: int) -> None:
    points = [Point(step, value, 0) for step, value in enumerate(values)]

    kept = thin(points, most)

    steps = [point.step for point in kept]
    numbers = [value for value in values if value is not None]
    assert steps == sorted(set(steps))
    assert len(kept) <= max(most + 3, 3) or len(points) <= most
    assert steps[-1] == len(values) - 1
    if numbers:
        kept_numbers = [point.value for point in kept if point.value is not None]
        assert min(kept_numbers) == min(numbers)
        assert max(kept_numbers) == max(numbers)
