"""Real attempts under the real supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.cloud.engines.local.conftest import Bench

from jarip.cloud.engines.engine import Command, Order, Phase, PrepareError
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local.bubblewrap import probe_isolation
from jarip.cloud.engines.local.orphans import find_processes
from jarip.cloud.engines.local.spawning import SOURCE_ROOT, SUPERVISOR
from jarip.cloud.engines.local.supervisor.records import read_started


def test_streams_output_and_records_the_exit_status(bench: Bench) -> None:
    attempt = bench.run("echo out; echo err >&2; exit 3")

    report = bench.wait(attempt, Phase.ENDED)

    assert report.ending is not None
    assert report.ending.exit_code == 3
    assert report.ending.stopped_by == ""
    assert report.started_ms is not None
    assert sorted(bench.log_lines(attempt)) == ["stderr F err", "stdout F out"]


def test_steps_run_in_order_and_the_first_failure_ends_the_attempt(bench: Bench) -> None:
    attempt = bench.run("echo a", "echo b; exit 7", "echo never")

    ending = bench.wait(attempt, Phase.ENDED).ending

    assert ending is not None
    assert [(end.name, end.exit_code) for end in ending.commands] == [("step0", 0), ("step1", 7)]
    assert bench.log_lines(attempt) == ["stdout F a", "stdout F b"]


def test_a_job_sees_its_own_environment_and_nothing_of_the_servers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JARIP_DATABASE_URL", "secret")
    attempt = bench.run("env | sort; pwd; touch $JARIP_CHECKPOINT_DIR/a $JARIP_OUTPUT_DIR/b")

    bench.wait(attempt, Phase.ENDED)

    lines = bench.log_lines(attempt)
    assert f"stdout F JARIP_ATTEMPT_ID={attempt}" in lines
    assert "stdout F JARIP_CHIPS=cpu:0" in lines
    assert f"stdout F {bench.folder(attempt).work}" in lines
    assert not any("secret" in line for line in lines)
    assert (bench.engine.layout.checkpoints("job_0") / "a").exists()
    assert (bench.engine.layout.outputs("job_0") / "b").exists()


def test_a_program_that_is_not_there_is_named(bench: Bench) -> None:
    order = Order("att_x", "job_0", (Command("run", ("no-such-program",)),), {}, ("cpu:0",))
    bench.engine.prepare(order)
    bench.engine.start("att_x")

    ending = bench.wait("att_x", Phase.ENDED).ending

    assert ending is not None
    assert ending.exit_code == 127
    assert "no-such-program" in ending.error


def test_timeout_asks_and_then_ends(bench: Bench) -> None:
    polite = bench.run("trap 'echo bye; exit 0' TERM; sleep 60 & wait", timeout_ms=200)
    stubborn = bench.run("trap '' TERM; while :; do sleep 1; done", timeout_ms=200, grace_ms=100)

    for attempt, code in ((polite, 0), (stubborn, 137)):
        ending = bench.wait(attempt, Phase.ENDED).ending
        assert ending is not None
        assert (ending.stopped_by, ending.exit_code) == ("timeout", code)
    assert "stdout F bye" in bench.log_lines(polite)


SAVES = (
    "(trap 'echo saving; sleep 0.5; echo saved; exit 0' TERM; echo up; "
    "while :; do sleep 0.05; done); echo after"
)
"""A shell that ends at SIGTERM at once, before the program it has started."""


@pytest.mark.parametrize(
    "isolation",
    [
        Isolation.L0,
        pytest.param(
            Isolation.L1,
            marks=pytest.mark.skipif(probe_isolation() is Isolation.L0, reason="no bubblewrap"),
        ),
    ],
)
def test_what_a_shell_started_has_the_grace_to_save(bench: Bench, isolation: Isolation) -> None:
    attempt = bench.run(SAVES, isolation=isolation, grace_ms=60_000)
    bench.wait_until(
        lambda: (log := bench.folder(attempt).log).exists() and b"up" in log.read_bytes(), "its job"
    )

    bench.engine.stop(attempt, "budget")

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert ending.stopped_by == "budget"
    said = [line for line in bench.log_lines(attempt) if line.startswith("stdout")]
    assert said == [f"stdout F {word}" for word in ("up", "saving", "saved")]


def test_what_ignores_the_stop_outlives_its_shell_no_longer_than_the_grace(bench: Bench) -> None:
    attempt = bench.run("(trap '' TERM; echo up; while :; do sleep 0.05; done); echo after")
    bench.wait_until(
        lambda: (log := bench.folder(attempt).log).exists() and b"up" in log.read_bytes(), "its job"
    )

    bench.engine.stop(attempt, "user", grace_ms=200)

    bench.wait(attempt, Phase.ENDED)
    lines = bench.log_lines(attempt)
    assert "stdout F up" in lines
    assert not [line for line in lines if "as many processes" in line]
    assert find_processes(attempt) == []


def test_stop_ends_every_descendant_even_daemons(bench: Bench) -> None:
    attempt = bench.run("setsid sh -c 'trap \"\" TERM; sleep 1000' & sleep 1000 & echo up; wait")
    bench.wait_until(lambda: len(find_processes(attempt)) >= 4 or None, "all processes")

    bench.engine.stop(attempt, "user", grace_ms=100)

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert ending.stopped_by == "user"
    assert find_processes(attempt) == []


def test_what_a_job_leaves_behind_is_ended_with_it(bench: Bench) -> None:
    attempt = bench.run("setsid sleep 1000 & exit 0")

    ending = bench.wait(attempt, Phase.ENDED).ending

    assert ending is not None
    assert ending.exit_code == 0
    assert find_processes(attempt) == []


def test_a_lease_that_is_not_renewed_ends_the_job_before_it_runs_out(bench: Bench) -> None:
    attempt = bench.run("sleep 1000", lease_ms=700, grace_ms=300)

    report = bench.wait(attempt, Phase.ENDED)

    assert report.ending is not None
    assert report.ending.stopped_by == "lease"
    assert report.ran_ms < 700


def test_a_renewed_lease_lets_the_job_end_by_itself(bench: Bench) -> None:
    attempt = bench.run("sleep 1.2", lease_ms=900, grace_ms=100)
    bench.wait(attempt, Phase.RUNNING)

    bench.engine.renew(attempt, 60_000)

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert (ending.stopped_by, ending.exit_code) == ("", 0)


def test_a_restarted_server_finds_the_running_attempt_and_its_end(bench: Bench) -> None:
    gate = bench.home / "gate"
    os.mkfifo(bench.home / "gate")
    attempt = bench.run(f"echo before; cat {gate}; echo after; exit 5")
    before = bench.wait(attempt, Phase.RUNNING)

    bench.restart_server()
    bench.engine.start(attempt)  # it cannot know whether the old server came this far
    after = bench.wait(attempt, Phase.RUNNING)
    gate.write_text("go\n")

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert (after.pid, after.started_ms) == (before.pid, before.started_ms)
    assert ending is not None
    assert ending.exit_code == 5
    assert bench.log_lines(attempt) == ["stdout F before", "stdout F go", "stdout F after"]


def test_starting_many_times_at_once_runs_it_once(bench: Bench) -> None:
    order = bench.order("echo ran; sleep 0.3")
    bench.engine.prepare(order)
    command = [sys.executable, "-I", "-S", str(SUPERVISOR)]
    arguments = [str(bench.folder(order.attempt_id).path), str(SOURCE_ROOT)]

    racers = [subprocess.Popen(command + arguments) for _ in range(8)]

    assert [racer.wait() for racer in racers] == [0] * 8
    bench.wait(order.attempt_id, Phase.ENDED)
    assert bench.log_lines(order.attempt_id) == ["stdout F ran"]


def test_preparing_again_takes_nothing_from_one_that_is_just_starting(bench: Bench) -> None:
    order = bench.order("true")
    bench.engine.prepare(order)
    folder = bench.folder(order.attempt_id)
    (folder.work / "unpacked").touch()
    hold = "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX)"
    supervisor = subprocess.Popen(
        [sys.executable, "-c", f"{hold}; print(flush=True); sys.stdin.read()", str(folder.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert supervisor.stdout is not None
    supervisor.stdout.readline()

    bench.engine.prepare(order)  # a new server, which can't know how far it has come

    assert (folder.work / "unpacked").exists()
    supervisor.communicate()


def test_killing_the_supervisor_is_seen_and_leaves_nothing_running(bench: Bench) -> None:
    attempt = bench.run("setsid sleep 1000 & sleep 1000 & wait")
    bench.wait(attempt, Phase.RUNNING)
    bench.wait_until(lambda: len(find_processes(attempt)) >= 3 or None, "all processes")
    started = read_started(str(bench.folder(attempt).start))
    assert started is not None

    os.kill(started.supervisor_pid, signal.SIGKILL)

    bench.wait(attempt, Phase.LOST)
    assert find_processes(attempt) == []
    bench.engine.start(attempt)  # a lost attempt never runs again
    assert bench.wait(attempt, Phase.LOST)


def test_killing_the_job_is_its_end(bench: Bench) -> None:
    attempt = bench.run("exec sleep 1000")
    report = bench.wait(attempt, Phase.RUNNING)
    assert report.pid is not None

    os.kill(report.pid, signal.SIGKILL)

    ending = bench.wait(attempt, Phase.ENDED).ending
    assert ending is not None
    assert ending.exit_code == 128 + signal.SIGKILL


def test_long_and_unfinished_lines_are_split_into_parts(bench: Bench) -> None:
    attempt = bench.run("head -c 40000 /dev/zero | tr '\\0' x; echo; printf 'no newline'")

    bench.wait(attempt, Phase.ENDED)

    records = [line.split(" ", 2) for line in bench.log_lines(attempt)]
    text = "".join(part + ("\n" if tag == "F" else "") for _, tag, part in records)
    assert text == "x" * 40000 + "\nno newline"
    assert records[-1][1] == "P"


def test_a_prompt_without_newline_is_seen_while_the_job_waits(bench: Bench) -> None:
    attempt = bench.run("printf 'epoch 1 ...'; sleep 1000")

    bench.wait_until(
        lambda: bench.folder(attempt).log.exists() and bench.log_lines(attempt), "the part"
    )

    assert bench.log_lines(attempt) == ["stdout P epoch 1 ..."]


def test_output_past_the_limit_is_counted_and_the_job_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jarip.cloud.engines.local.prepare.LOG_LIMIT_BYTES", 200_000)
    attempt = bench.run("yes | head -c 4000000; exit 4")

    ending = bench.wait(attempt, Phase.ENDED).ending

    assert ending is not None
    assert ending.exit_code == 4
    assert ending.log_dropped_bytes > 0
    assert bench.folder(attempt).log.stat().st_size < 210_000
    assert "were not kept" in bench.log_lines(attempt)[-1]


def test_a_change_wakes_the_server(bench: Bench) -> None:
    changed: set[str] = set()
    attempt = bench.run("true")

    def listen() -> None:
        while attempt not in changed:
            changed.update(bench.engine.wait_for_change(10))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    listener.join(20)

    assert attempt in changed


def test_reaping_keeps_the_log_and_drops_the_environment(bench: Bench) -> None:
    attempt = bench.run("echo kept > file; echo line")
    bench.wait(attempt, Phase.ENDED)

    bench.engine.reap(attempt)

    folder = bench.folder(attempt)
    assert not folder.work.exists()
    assert not folder.plan.exists()
    assert bench.log_lines(attempt) == ["stdout F line"]
    assert bench.wait(attempt, Phase.ENDED)


def test_bad_code_is_refused_before_anything_runs(bench: Bench, tmp_path: Path) -> None:
    archive = tmp_path / "code.tar.gz"
    archive.write_bytes(b"not an archive")

    with pytest.raises(PrepareError, match=r"not a readable \.tar\.gz"):
        bench.engine.prepare(bench.order("true", code_archive=archive))


def test_the_supervisor_imports_little() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(SOURCE_ROOT)!r});"
        "import jarip.cloud.engines.local.supervisor.run; print('\\n'.join(sys.modules))"
    )
    output = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"typing", "dataclasses", "pathlib", "subprocess", "jarip.chips"} & set(output)
