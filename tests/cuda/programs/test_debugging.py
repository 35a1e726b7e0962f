"""gdb, perf, a fault and Ctrl-C name kernels and their source lines."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "debugging" / "debugged.cu"


def line_of(comment: str) -> int:
    """The number of the line that ends with a comment."""
    lines = SOURCE.read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"// {comment}"))


def build(home: Path, directory: Path, *flags: str) -> Path:
    program = directory / "debugged"
    subprocess.run(
        [home / "bin" / "nvcc", *flags, SOURCE, "-o", program], check=True, capture_output=True
    )
    return program


@pytest.fixture(scope="module")
def program(cuda_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(cuda_home, tmp_path_factory.mktemp("debugging"), "-g")


def said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
def test_gdb_stops_at_a_line_of_a_kernel(program: Path) -> None:
    # given a breakpoint at a line of a kernel that is not compiled yet
    line = line_of("line of the loop")
    script = [
        "set debuginfod enabled off",
        "set breakpoint pending on",
        f"break debugged.cu:{line}",
    ]
    commands = [word for text in (*script, "run", "backtrace", "kill") for word in ("-ex", text)]
    # when the program runs
    shown = said("gdb", "-q", "-batch", "-nx", *commands, program)
    # then gdb stops there, in a frame with the kernel's name, and shows the line
    assert "#0  mean<float>" in shown.replace("#0  0x", "#0  "), shown
    assert f"debugged.cu:{line}" in shown
    assert "sum = halved(sum)" in shown


@pytest.mark.skipif(shutil.which("perf") is None, reason="perf is not installed")
def test_perf_names_the_kernel_and_its_lines(program: Path, tmp_path: Path) -> None:
    data = tmp_path / "perf.data"
    recorded = said("perf", "record", "-q", "-o", data, program)
    if "no error" not in recorded or not data.exists():
        pytest.skip(f"perf may not record here: {recorded[:200]}")
    report = said("perf", "report", "-i", data, "--stdio", "--sort", "symbol,srcline")
    assert "mean<float>" in report
    assert f"debugged.cu:{line_of('line of the loop')}" in report


def test_a_fault_says_its_kernel_and_line(program: Path) -> None:
    shown = said(program, "fault")
    place = f"debugged.cu:{line_of('line of the access')}"
    assert "kernel void mean<float>(float const*, float*, int) failed in block (0,0,0)" in shown
    assert f"{place}: illegal access to address 0x" in shown


def test_without_lines_the_kernel_is_still_named(cuda_home: Path, tmp_path: Path) -> None:
    shown = said(build(cuda_home, tmp_path), "fault")
    assert "kernel void mean<float>(float const*, float*, int) failed in block (0,0,0): " in shown


def test_ctrl_c_ends_a_running_kernel_and_leaves_no_process(program: Path) -> None:
    # given a program, in a process group of its own, whose kernel never ends
    running = subprocess.Popen(
        [program, "forever"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"
        # when the terminal sends its group what Ctrl-C does
        os.killpg(running.pid, signal.SIGINT)
        # then it ends by that signal, and nobody is left, the compiler that it had started
        # neither, that could write where it wrote: the end of its output comes
        assert running.wait(timeout=60) == -signal.SIGINT
        assert running.stdout.read() == ""
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
