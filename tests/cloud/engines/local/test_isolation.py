"""Jobs that try to get out of L1. Each finds something at L0, so that the attempts are real."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Phase, PrepareError
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local import prepare
from jarip.cloud.engines.local.bubblewrap import probe_isolation
from jarip.cloud.engines.local.orphans import find_processes
from jarip.cloud.engines.local.supervisor.records import read_started

needs_namespaces = pytest.mark.skipif(
    probe_isolation() is Isolation.L0, reason="no bubblewrap or no namespaces: `jarip doctor`"
)
FOUND, NOT_FOUND = 0, 1


@pytest.fixture
def other_attempt(bench: Bench) -> str:
    """Another tenant's running job, with something to find."""
    attempt = bench.run("echo secret-word > mine; SECRET=in-environment sleep 1000")
    bench.wait(attempt, Phase.RUNNING)
    bench.wait_until(lambda: (bench.folder(attempt).work / "mine").exists(), "its file")
    return attempt


@pytest.fixture
def listener() -> Iterator[int]:
    """Something that listens on this machine's loopback, as the server does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept_forever, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def accept_forever(server: socket.socket) -> None:
    try:
        while True:
            server.accept()[0].close()
    except OSError:
        return


def run_probe(bench: Bench, script: str, isolation: Isolation) -> int:
    attempt = bench.run(script, isolation=isolation)
    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert not ending.error, ending.error
    return ending.exit_code


def check_contained(bench: Bench, script: str) -> None:
    """The script finds what it looks for at L0, and nothing at L1."""
    assert run_probe(bench, script, Isolation.L0) == FOUND
    assert run_probe(bench, script, Isolation.L1) == NOT_FOUND


@needs_namespaces
def test_another_tenants_files_are_not_there(bench: Bench, other_attempt: str) -> None:
    check_contained(bench, f"test -e {bench.home}/attempts/{other_attempt}/work/mine")


@needs_namespaces
def test_the_database_and_the_servers_home_are_not_there(bench: Bench) -> None:
    (bench.home / "jarip.db").write_text("secret-word")
    check_contained(bench, f"test -e {bench.home}/jarip.db")


@needs_namespaces
def test_other_processes_and_their_environments_are_not_there(
    bench: Bench, other_attempt: str
) -> None:
    check_contained(bench, "grep -qs in-environment /proc/[0-9]*/environ")
    check_contained(bench, f"test -e /proc/{os.getpid()}/stat")


@needs_namespaces
def test_other_processes_cannot_be_signalled(bench: Bench, other_attempt: str) -> None:
    pid = bench.wait(other_attempt, Phase.RUNNING).pid
    check_contained(bench, f"kill -0 {pid} 2>/dev/null || exit 1")


@needs_namespaces
def test_the_servers_port_cannot_be_reached(bench: Bench, listener: int) -> None:
    connect = f"import socket; socket.create_connection(('127.0.0.1', {listener}), 2)"
    check_contained(bench, f'python -c "{connect}" 2>/dev/null || exit 1')


@needs_namespaces
def test_its_own_lease_and_records_cannot_be_written(bench: Bench) -> None:
    check_contained(bench, 'test -w "$PWD/../control" || exit 1')
    check_contained(bench, 'test -e "$PWD/../plan.json" || exit 1')


@needs_namespaces
def test_the_system_cannot_be_changed(bench: Bench) -> None:
    name = "/usr/bin/jarip-escape-test"
    try:
        assert run_probe(bench, f"touch {name} 2>/dev/null || exit 1", Isolation.L1) == NOT_FOUND
        assert not Path(name).exists()
    finally:
        Path(name).unlink(missing_ok=True)


@needs_namespaces
def test_it_has_no_privileges_even_when_the_server_has(bench: Bench) -> None:
    for script in (
        "mount -t tmpfs none /mnt",
        "chroot / true",
        "mknod x c 1 3",
        "test $(id -u) = 0",
    ):
        assert run_probe(bench, f"{script} 2>/dev/null || exit 1", Isolation.L1) == NOT_FOUND


@needs_namespaces
def test_what_a_job_needs_is_there(bench: Bench) -> None:
    script = (
        "set -e; echo x > file; echo y > $JARIP_CHECKPOINT_DIR/c; echo z > $JARIP_OUTPUT_DIR/o;"
        "python -c 'import numpy, ctypes, ssl, tempfile; tempfile.TemporaryFile()'; test $$ != 1"
    )
    assert run_probe(bench, script, Isolation.L1) == 0
    assert (bench.engine.layout.checkpoints("job_0") / "c").read_text() == "y\n"
    assert (bench.engine.layout.outputs("job_0") / "o").read_text() == "z\n"


@needs_namespaces
def test_stopping_and_losing_leave_nothing_behind(bench: Bench) -> None:
    attempt = bench.run("setsid sleep 1000 & sleep 1000", isolation=Isolation.L1, grace_ms=100)
    bench.wait(attempt, Phase.RUNNING)

    bench.engine.stop(attempt, "user")

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert ending.stopped_by == "user"
    assert find_processes(attempt) == []


@needs_namespaces
def test_a_sandbox_whose_supervisor_is_killed_is_ended(bench: Bench) -> None:
    attempt = bench.run("setsid sleep 1000 & sleep 1000", isolation=Isolation.L1)
    bench.wait(attempt, Phase.RUNNING)
    started = read_started(str(bench.folder(attempt).start))
    assert started is not None

    os.kill(started.supervisor_pid, signal.SIGKILL)

    bench.wait(attempt, Phase.LOST)
    assert find_processes(attempt) == []


def test_what_cannot_be_given_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "probe_isolation", lambda: Isolation.L0)

    with pytest.raises(PrepareError, match="isolation L1 is not to be had"):
        bench.engine.prepare(bench.order("true", isolation=Isolation.L1))
