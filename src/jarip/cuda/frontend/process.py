"""Running one compiler process and keeping what it said."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What a compiler process ended with: its exit code and its diagnostics (standard error)."""

    code: int
    diagnostics: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0


def run(command: Sequence[str]) -> Outcome:
    """Run `command`, quietly; its standard output is not expected to matter."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    code = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return Outcome(code, done.stderr)


def spelled(command: Sequence[str]) -> str:
    """The command as a shell would take it, for --dryrun and --verbose."""
    return shlex.join(command)
