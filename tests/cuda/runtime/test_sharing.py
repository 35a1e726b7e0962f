"""Memory, events and semaphores of other processes and APIs."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run


def test_sharing_with_processes_and_other_apis(run: Run, tmp_path: Path) -> None:
    # given two devices, descriptors of memory and of semaphores, and a second process
    done = run("sharing", str(tmp_path / "handles"), JARIP_CUDA_DEVICES="2")
    # then each sees what the other wrote, in the order that events and semaphores say
    assert done.stdout == "ok\n"
