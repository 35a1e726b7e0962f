"""Starting supervisors: forked by a process that is ready, or as fresh processes without one."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Protocol

from jarip.cloud.engines.local import supervisor

SUPERVISOR = Path(supervisor.__file__).parent / "__main__.py"
SOURCE_ROOT = Path(supervisor.__file__).parents[5]
ANSWER_S = 5.0


class Child(Protocol):
    """A supervisor that was started here."""

    def poll(self) -> int | None:
        """None as long as it runs."""
        ...


class Spawner:
    """Starts supervisors. The process that forks them is started at once and lives as long as
    this; if it fails, supervisors are started as fresh processes, which takes longer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_broken = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(ANSWER_S)
        with theirs:
            self._process = subprocess.Popen(
                _command("--spawner"),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,
                cwd="/",
            )

    def spawn(self, folder: Path, errors: int, secrets: bytes) -> Child:
        """Start an attempt's supervisor: `errors` takes what it prints, `secrets` it reads.

        `secrets` are less than a pipe holds (`jobs.spec` limits them).
        """
        ours, theirs = os.pipe()
        with os.fdopen(ours, "rb") as reading:
            with contextlib.suppress(BrokenPipeError), os.fdopen(theirs, "wb") as writing:
                writing.write(secrets)
            with self._lock:
                child = self._fork(folder, reading.fileno(), errors)
            return child or _start_fresh(folder, reading.fileno(), errors)

    def close(self) -> None:
        """End the process that forks; supervisors stay."""
        self._control.close()
        self._process.wait()

    def _fork(self, folder: Path, standard_input: int, errors: int) -> Child | None:
        """None if the process that forks doesn't answer: it is never asked again, so that no late
        answer is taken for another's. Should it have forked after all, an attempt begins once."""
        if self._is_broken:
            return None
        try:
            request = os.fsencode(folder)
            socket.send_fds(self._control, [request], [standard_input, errors])
            answer, descriptors, _, _ = socket.recv_fds(self._control, 16, 1)
        except OSError:
            answer, descriptors = b"", []
        self._is_broken = answer != b"ok"
        return None if self._is_broken else _Forked(descriptors[0])


class _Forked:
    """A supervisor that is the child of another process, by a descriptor that stays its own."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def poll(self) -> int | None:
        if self._handle is None:
            return 0
        poll = select.poll()  # unlike select(), takes descriptors of any number
        poll.register(self._handle, select.POLLIN)
        if not poll.poll(0):
            return None
        os.close(self._handle)
        self._handle = None
        return 0

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)


def _start_fresh(folder: Path, standard_input: int, errors: int) -> Child:
    return subprocess.Popen(
        _command(str(folder)),
        stdin=standard_input,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={},
        start_new_session=True,
        cwd="/",
    )


def _command(first: str) -> list[str]:
    return [sys.executable, "-I", "-S", str(SUPERVISOR), first, str(SOURCE_ROOT)]
