"""What a killed server or node left running is ended by the next one, and nothing else is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from jarip.cloud.engines.ray.command import HOME_VARIABLE
from jarip.cloud.engines.ray.leftovers import end_leftovers, note_session


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start(stack: ExitStack, home: Path) -> subprocess.Popen[bytes]:
    """A process with a child, in a session of their own, as Ray's are."""
    process = subprocess.Popen(
        ["sh", "-c", "sleep 1000 & echo; wait"],
        stdout=subprocess.PIPE,
        env={**os.environ, HOME_VARIABLE: str(home)},
        start_new_session=True,
    )
    stack.callback(process.wait)
    stack.callback(end_session, process.pid)
    assert process.stdout is not None
    process.stdout.readline()  # the child runs
    stack.enter_context(process.stdout)
    return process


def end_session(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, 9)


def test_what_a_killed_server_left_is_ended(tmp_path: Path, stack: ExitStack) -> None:
    left, other = start(stack, tmp_path / "node"), start(stack, tmp_path / "other")
    record = tmp_path / "ray-head.session"
    note_session(record, left.pid)

    ended = end_leftovers(record, {HOME_VARIABLE: str(tmp_path / "node")})

    assert ended == 2
    assert left.wait() == -9
    assert other.poll() is None
    assert end_leftovers(record, {HOME_VARIABLE: str(tmp_path / "node")}) == 0


def test_a_session_that_is_somebody_elses_now_is_left_alone(
    tmp_path: Path, stack: ExitStack
) -> None:
    other = start(stack, tmp_path / "other")
    record = tmp_path / "ray-head.session"
    note_session(record, other.pid)

    assert end_leftovers(record, {HOME_VARIABLE: str(tmp_path / "node")}) == 0
    assert other.poll() is None
