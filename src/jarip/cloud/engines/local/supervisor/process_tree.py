"""Starting the job's processes, and making sure that none of them is left.

Source: prctl(2) for PR_SET_CHILD_SUBREAPER and PR_SET_PDEATHSIG, proc(5) for `children`.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import time

from jarip.cloud.engines.local.supervisor import groups

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
JOB_OOM_SCORE = "500"
"""When memory runs out the kernel ends a job before its supervisor or the server."""
SANDBOX = b"bwrap"
KILL_PATIENCE_NS = 5_000_000_000
"""How long to wait for killed processes that hang in the kernel."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_libc = ctypes.CDLL(None)


def adopt_orphans() -> None:
    """From now on every descendant whose parent dies becomes our child, daemons included."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    argv: list[str],
    environment: dict[str, str],
    folder: str,
    stdout: int,
    stderr: int,
    processors: list[int] | None,
    control_groups: list[str],
    file_bytes: int | None = None,
) -> int:
    """Start `argv` in a session of its own and return its pid, once its program really runs.

    It is killed when we die. No file it writes can be larger than `file_bytes`. Raises OSError if
    the program can't be started.
    """
    supervisor = os.getpid()
    error_read, error_write = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        try:
            groups.join(control_groups)
        except OSError as error:
            os.write(error_write, f"{error.errno} {error.strerror}: {error.filename}".encode())
            os._exit(127)
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
        _become(supervisor, argv, environment, folder, stdout, stderr, processors, error_write)
    os.close(error_write)
    with open(error_read, "rb") as pipe:
        trouble = pipe.read()
    if trouble:
        os.waitpid(pid, 0)
        number, _, text = trouble.decode().partition(" ")
        raise OSError(int(number), text)
    return pid


def _become(
    supervisor: int,
    argv: list[str],
    environment: dict[str, str],
    folder: str,
    stdout: int,
    stderr: int,
    processors: list[int] | None,
    error_write: int,
) -> None:
    """In the child: turn into the job's program. Never returns."""
    try:
        os.setsid()
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != supervisor:  # it died before the line above
            os._exit(127)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGPIPE, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(JOB_OOM_SCORE)
        if processors:
            os.sched_setaffinity(0, processors)
        os.chdir(folder)
        os.execvpe(argv[0], argv, environment)
    except OSError as error:
        os.write(error_write, f"{error.errno} {error.strerror}: {argv[0]}".encode())
    finally:
        os._exit(127)


def descendants(ancestor: int) -> dict[int, bytes]:
    """Every process below `ancestor` and its name, found through the parents that /proc/*/stat
    names. Parents come before their children."""
    children: dict[int, list[tuple[int, bytes]]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                before, _, after_name = file.read().rpartition(b")")
        except OSError:
            continue  # it ended meanwhile
        entry = int(name), before.partition(b"(")[2]
        children.setdefault(int(after_name.split()[1]), []).append(entry)
    found: dict[int, bytes] = {}
    waiting = [ancestor]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting += [pid for pid, _ in below]
    return found


def ask_tree_to_stop() -> None:
    """SIGTERM to every program of the job. Not to the sandbox around it, which would die of it,
    and everybody inside at once, with nothing saved."""
    found = descendants(os.getpid())
    _signal((pid for pid, name in found.items() if name != SANDBOX), signal.SIGTERM)


def signal_tree(number: int) -> None:
    """Send a signal to every descendant of ours."""
    _signal(descendants(os.getpid()), number)


def _signal(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def kill_all(control_groups: list[str]) -> bool:
    """SIGKILL until nothing is left below us. False if something hangs in the kernel.

    Whoever forks as fast as we kill can't: meanwhile its groups take no new process.
    """
    limits = groups.forbid_forks(control_groups)
    try:
        return _kill_all()
    finally:
        groups.allow_forks(limits)


def _kill_all() -> bool:
    deadline = time.monotonic_ns() + KILL_PATIENCE_NS
    while time.monotonic_ns() < deadline:
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            return True
        signal_tree(signal.SIGKILL)
        time.sleep(0.002)
    return False
