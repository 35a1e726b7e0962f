"""What a killed run of the tests left in memory is gone with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.fast_folder import list_left_folders


def test_folders_of_the_dead_are_left_and_of_the_living_are_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    dead = tmp_path / f"jarip-pg-{child.pid}-x1"
    living = tmp_path / f"jarip-pg-{os.getpid()}-x2"
    for folder in (dead, living, tmp_path / "jarip-pg-old", tmp_path / f"jarip-s-{child.pid}-x"):
        folder.mkdir()
    assert list_left_folders(tmp_path, "pg") == [dead]
