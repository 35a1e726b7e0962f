"""Running a maker's tool so that it can do no harm: it may be missing, hang, babble or crash."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

TIMEOUT_S = 8.0
"""Longer than any sound tool takes on a node of sixteen chips."""
MOST_BYTES = 4 << 20
"""More output than a node full of chips could make."""
TOOL_FOLDERS = (
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:"
    "/opt/rocm/bin:/opt/hyhal/bin:/opt/mxdriver/bin:/opt/maca/bin:/usr/local/corex/bin:"
    "/usr/local/xpu/bin:/usr/local/birensupa/driver/bin:/usr/local/Ascend/driver/tools"
)
"""Where makers put their tools, besides the server's own PATH."""


SYSTEM_FOLDERS = ("/", "/usr", "/usr/local")
"""Their libraries are found anyway."""


class ToolError(Exception):
    """A maker's tool could not be made to answer; the text says how."""


class ToolMissingError(ToolError):
    """There is no such program: the machine has none of this maker's chips, or no driver."""


def run_tool(
    argv: Sequence[str], *, timeout_s: float = TIMEOUT_S, most_bytes: int = MOST_BYTES
) -> str:
    """What the tool writes to its standard output, undecodable bytes replaced.

    Raises ToolMissingError without the program, and ToolError when it doesn't end within
    `timeout_s` seconds, fails, or writes more than `most_bytes`; nothing of it is left running.
    """
    program = shutil.which(argv[0], path=f"{os.environ.get('PATH', '')}:{TOOL_FOLDERS}")
    if program is None:
        raise ToolMissingError(f"{argv[0]} is not installed")
    try:
        process = subprocess.Popen(
            [program, *argv[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": TOOL_FOLDERS, "LC_ALL": "C", **_library_path(program)},
            start_new_session=True,
        )
    except OSError as error:
        raise ToolError(f"{argv[0]} can't be run: {error.strerror}") from error
    try:
        output = _read_all(process, argv[0], time.monotonic() + timeout_s, most_bytes)
    finally:
        _end(process)
    if process.returncode != 0:
        raise ToolError(f"{argv[0]} ended with code {process.returncode}")
    return output.decode(errors="replace")


def _read_all(
    process: subprocess.Popen[bytes], name: str, deadline: float, most_bytes: int
) -> bytes:
    """Until it closes its output and ends."""
    assert process.stdout is not None
    chunks: list[bytes] = []
    total = 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise ToolError(f"{name} did not answer in time")
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            chunks.append(chunk)
            total += len(chunk)
            if total > most_bytes:
                raise ToolError(f"{name} wrote more than {most_bytes} bytes")
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{name} did not end in time") from error
    return b"".join(chunks)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The tool and whatever it started. One that hangs in the kernel is left to the kernel."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, 9)
            process.wait(1)
        except (ProcessLookupError, PermissionError, subprocess.TimeoutExpired):
            pass
    if process.stdout is not None:
        process.stdout.close()


def _library_path(program: str) -> dict[str, str]:
    """Some tools find their own libraries only through it: Iluvatar's doesn't look into the folder
    beside its own."""
    folders = [os.environ.get("LD_LIBRARY_PATH", "")]
    folder = Path(program).parent.parent
    if str(folder) not in SYSTEM_FOLDERS:
        folders += [str(folder / name) for name in ("lib64", "lib") if (folder / name).is_dir()]
    value = ":".join(filter(None, folders))
    return {"LD_LIBRARY_PATH": value} if value else {}
