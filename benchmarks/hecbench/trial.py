"""One program built by its own Makefile with our nvcc, run, and judged by what it prints."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kernels import kernel_summary
from programs import Program

_PASS: Final = re.compile(r"\bPASS(ED)?\b")
_FAIL: Final = re.compile(r"\bFAIL(ED|URE)?\b", re.IGNORECASE)
_DIRECTORIES: Final = {"daphne": "src/points2image"}
_ERROR: Final = re.compile(r"(?:fatal |nvcc )?error ?: *(?P<what>.*)|undefined reference to (.*)")


@dataclass(frozen=True)
class Trial:
    """What became of one program. `reason` says why it didn't pass, in its own or clang's words."""

    program: Program
    passed: bool
    stage: str  # where it ended: build, run or passed
    build_seconds: float
    run_seconds: float
    reason: str
    output: str
    widths: str = ""
    fallbacks: str = ""


def try_program(
    program: Program, checkout: Path, home: Path, timeout: float, rebuild: bool
) -> Trial:
    """Build and run one program."""
    directory = checkout / "src" / f"{program.name}-cuda" / _DIRECTORIES.get(program.name, "")
    environment = dict(os.environ, PATH=f"{home / 'bin'}:{os.environ['PATH']}")
    started = time.monotonic()
    if rebuild:
        _run(["make", "clean"], directory, environment, timeout)
    code, text = _run(["make", "CC=nvcc", *program.make], directory, environment, timeout)
    built = time.monotonic() - started
    if code != 0:
        return Trial(program, False, "build", built, 0.0, _first_error(text), text)
    started = time.monotonic()
    code, text = _run(["./main", *program.arguments], directory, environment, timeout)
    ran = time.monotonic() - started
    reason = _verdict(code, text, timeout)
    stage = "run" if reason else "passed"
    kernels = kernel_summary(directory / "main")
    return Trial(program, not reason, stage, built, ran, reason, text, *kernels)


def _verdict(code: int | None, text: str, timeout: float) -> str:
    """Why the run doesn't count as passed; empty if it does."""
    if code is None:
        return f"still running after {timeout:.0f} s"
    if code < 0:
        return f"ended by {signal.Signals(-code).name}: {_last_line(text)}"
    if code != 0:
        return f"exit code {code}: {_last_line(text)}"
    if _FAIL.search(text):
        return f"says {next(line for line in text.splitlines() if _FAIL.search(line))[:100]!r}"
    return "" if _PASS.search(text) else f"never says PASS: {_last_line(text)}"


def _run(
    command: list[str], directory: Path, environment: dict[str, str], timeout: float
) -> tuple[int | None, str]:
    """Exit code (None if it had to be stopped) and everything said. Children go down with it."""
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=timeout)
        return process.returncode, said.decode(errors="replace")
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        return None, said.decode(errors="replace")


def _first_error(text: str) -> str:
    for line in text.splitlines():
        if found := _ERROR.search(line):
            return (found["what"] or line).strip()[:160]
    return _last_line(text)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "(no output)"
