"""The lock around the build of an extension is held by living processes only."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

RunScript = Callable[..., subprocess.CompletedProcess[str]]
DIE_WHILE_BUILDING = """
import os, signal, sys
from torch.utils.file_baton import FileBaton
assert FileBaton(sys.argv[1]).try_acquire()
os.kill(os.getpid(), signal.SIGKILL)
"""
COUNT = """
import pathlib, sys
from torch.utils.file_baton import FileBaton
baton = FileBaton(sys.argv[1])
for _ in range(50):
    assert baton.try_acquire()
    counter = pathlib.Path(sys.argv[1] + ".count")
    value = int(counter.read_text())
    counter.write_text(str(value + 1))
    baton.release()
"""


def test_a_killed_build_leaves_no_lock(run_script: RunScript, tmp_path: Path) -> None:
    from torch.utils.file_baton import FileBaton

    lock = tmp_path / "lock"
    killed = run_script(DIE_WHILE_BUILDING.replace("sys.argv[1]", repr(str(lock))))
    assert killed.returncode < 0
    assert lock.exists()

    baton = FileBaton(str(lock))  # PyTorch's own would now wait for ever
    assert baton.try_acquire()
    baton.release()
    assert not lock.exists()


def test_only_one_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    counter = tmp_path / "lock.count"
    counter.write_text("0")
    source = Path(__file__).parents[2] / "src"
    code = f"import jarip.torch; jarip.torch.enable()\n{COUNT}"
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(lock)], env=os.environ | {"PYTHONPATH": str(source)}
        )
        for _ in range(3)
    ]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert counter.read_text() == "150"
