"""Jobs that try to use up the machine: memory, processes, and hiding from whoever ends them."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Phase
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local import prepare
from jarip.cloud.engines.local.bubblewrap import probe_isolation
from jarip.cloud.engines.local.control_groups import (
    PROCESSOR,
    Limits,
    find_trees,
    group_name,
)
from jarip.cloud.engines.local.supervisor.groups import refused_forks
from jarip.cloud.engines.local.supervisor.records import read_started

GIVEN = {controller for tree in find_trees() for controller in tree.controllers}
needs_groups = pytest.mark.skipif(
    not {"memory", "pids"} <= GIVEN, reason="no control groups here: `jarip doctor`"
)
LEVELS = [level for level in Isolation if level.level <= probe_isolation().level]
MEMORY, PROCESSES = 256 << 20, 40
BOMB = "import os, time\nwhile True:\n try: os.fork()\n except OSError: time.sleep(0.01)"


@pytest.fixture
def tight(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An engine whose jobs may have little."""
    monkeypatch.setattr(prepare, "default_limits", lambda: Limits(MEMORY, PROCESSES))
    return bench


def folders(bench: Bench, attempt: str) -> list[Path]:
    name = group_name(bench.folder(attempt).path)
    return [tree.folder / name for tree in find_trees() if tree.controllers != (PROCESSOR,)]


def names_in(folder: Path) -> list[str]:
    """The programs in a group that live."""
    found = []
    for pid in (folder / "cgroup.procs").read_text().split():
        with contextlib.suppress(OSError):
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(") ")
            found += [] if rest.startswith("Z") else [name]
    return found


@needs_groups
@pytest.mark.parametrize("level", LEVELS)
def test_memory_ends_with_the_job_and_not_with_the_machine(tight: Bench, level: Isolation) -> None:
    eat = f"python -c 'x = bytearray({2 * MEMORY})'"
    attempt = tight.run(f"{eat}; echo exit $?", isolation=level)

    ending = tight.wait(attempt, Phase.ENDED).ending

    assert ending is not None
    assert "stdout F exit 137" in tight.log_lines(attempt)
    assert "out of memory" in tight.log_lines(attempt)[-1]
    assert not any(folder.exists() for folder in folders(tight, attempt))


@needs_groups
@pytest.mark.parametrize("level", LEVELS)
def test_a_fork_bomb_stays_small_and_is_ended(tight: Bench, level: Isolation) -> None:
    attempt = tight.run(f'python -c "{BOMB}"', isolation=level, grace_ms=50)
    tight.wait(attempt, Phase.RUNNING)

    tight.wait_until(
        lambda: len(names_in(folders(tight, attempt)[-1])) >= PROCESSES - 5,
        "the bomb to fill its group",
    )
    tight.wait_until(
        lambda: refused_forks([str(folder) for folder in folders(tight, attempt)]),
        "a process that it was refused",
    )
    tight.engine.stop(attempt, "user")

    ending = tight.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert (ending.stopped_by, ending.error) == ("user", "")
    assert "as many processes as it may" in tight.log_lines(attempt)[-1]
    assert not any(folder.exists() for folder in folders(tight, attempt))


@needs_groups
def test_what_hides_is_found_when_its_supervisor_is_dead(bench: Bench) -> None:
    attempt = bench.run("env -i setsid sleep 1000 & sleep 1000")
    bench.wait(attempt, Phase.RUNNING)
    group = folders(bench, attempt)[0]
    bench.wait_until(lambda: names_in(group).count("sleep") == 2, "the hidden one")
    started = read_started(str(bench.folder(attempt).start))
    assert started is not None

    os.kill(started.supervisor_pid, signal.SIGKILL)
    bench.wait(attempt, Phase.LOST)

    assert not names_in(group)
    bench.engine.reap(attempt)
    assert not any(folder.exists() for folder in folders(bench, attempt))
