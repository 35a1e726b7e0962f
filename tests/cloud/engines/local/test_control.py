"""Commands to supervisors that are not there, not any more, or not listening."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jarip.cloud.engines.local.control import send_command


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "control"
    os.mkfifo(path)
    return path


def test_a_listener_gets_the_command(fifo: Path) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)

    assert send_command(fifo, {"do": "stop"})

    assert os.read(reader, 100) == b'{"do": "stop"}\n'
    os.close(reader)


def test_nobody_listens_or_nothing_is_there(fifo: Path, tmp_path: Path) -> None:
    assert not send_command(fifo, {"do": "stop"})
    assert not send_command(tmp_path / "missing", {"do": "stop"})


def test_the_listener_ends_between_opening_and_writing(
    fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    open_it: Callable[..., int] = os.open

    def open_and_lose(path: Path, flags: int) -> int:
        descriptor = open_it(path, flags)
        os.close(reader)
        return descriptor

    monkeypatch.setattr(os, "open", open_and_lose)

    assert not send_command(fifo, {"do": "stop"})
