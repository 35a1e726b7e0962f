"""Isolation L1: running a command in namespaces of its own.

Source: bwrap(1). What is not bound below simply isn't there for the job: the server's home with its
database and keys, other attempts, the users' homes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jarip
from jarip.cloud.engines.isolation import Isolation

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/ssl/certs",
    "/etc/nsswitch.conf",
)
LOCAL = "/usr/local"
LOCAL_PARTS = ("bin", "etc", "include", "lib", "libexec", "sbin", "share")
"""Of /usr/local only these: another maker's toolkit there is none of a job's business."""
USER_ID = "1000"
PROBE = ("--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "/bin/true")
PROBE_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What a job may see beside the system."""

    writable: tuple[Path, ...]
    readable: tuple[tuple[Path, Path], ...]
    """Where something is, and where the job finds it."""
    folder: Path
    """Where it starts."""
    devices: tuple[str, ...] = ()
    """Device nodes of its chips; of others' it has none."""


def wrap(argv: Sequence[str], sandbox: Sandbox) -> list[str]:
    """The command that runs `argv` in the sandbox.

    Not with `--die-with-parent`: bwrap's first process ends with the job's, and what the job has
    started may still be saving. Who outlives a supervisor is ended by `local.orphans`.
    """
    words = [
        find_bubblewrap() or "bwrap",
        "--unshare-user",
        "--unshare-all",
        "--new-session",
        "--uid",
        USER_ID,
        "--gid",
        USER_ID,
        "--hostname",
        "job",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
        "--tmpfs",
        "/dev/shm",
    ]
    for name in SYSTEM:
        words += _bind_system(Path(name))
    words += ["--tmpfs", LOCAL]
    for name in (*(f"{LOCAL}/{part}" for part in LOCAL_PARTS), *SYSTEM_FILES):
        words += ["--ro-bind-try", name, name]
    for path in _our_own():
        words += ["--ro-bind", str(path), str(path)]
    for path in sandbox.writable:
        words += ["--bind", str(path), str(path)]
    for source, target in sandbox.readable:
        words += ["--ro-bind-try", str(source), str(target)]
    for node in dict.fromkeys(sandbox.devices):
        words += ["--dev-bind-try", node, node]
    return [*words, "--chdir", str(sandbox.folder), "--", *argv]


@cache
def probe_isolation() -> Isolation:
    """The highest level this machine can give, found by trying."""
    program = find_bubblewrap()
    if program is None:
        return Isolation.L0
    try:
        done = subprocess.run(
            [program, *PROBE], capture_output=True, timeout=PROBE_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return Isolation.L0
    return Isolation.L1 if done.returncode == 0 else Isolation.L0


def find_bubblewrap() -> str | None:
    return shutil.which("bwrap")


def _bind_system(path: Path) -> list[str]:
    """A merged /usr has /bin, /lib, ... as links: they stay links."""
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.exists() else []


def _our_own() -> tuple[Path, ...]:
    """Python, its packages and ourselves, where they aren't part of the system."""
    package = Path(jarip.__file__).parent
    places = {Path(sys.prefix), Path(sys.base_prefix), package}
    return tuple(sorted(path for path in places if not _is_visible(path)))


def _is_visible(path: Path) -> bool:
    """Whether what is bound of the system has it."""
    if path.is_relative_to(LOCAL):
        return path != Path(LOCAL) and path.relative_to(LOCAL).parts[0] in LOCAL_PARTS
    return path.is_relative_to("/usr")
