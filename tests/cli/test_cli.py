"""The command line end to end against a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cloud.server.conftest import LiveServer
from tests.databases import NewDatabaseUrl

Result = subprocess.CompletedProcess[str]


class Shell:
    """Runs `jarip` in a folder of its own, against one server."""

    def __init__(self, server: LiveServer, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("JARIP_")},
            **server.environment,
            "HOME": str(folder.parent),
        }

    def __call__(self, *words: str) -> Result:
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "jarip.cli.main", *words]


@pytest.fixture(scope="module")
def shell(
    tmp_path_factory: pytest.TempPathFactory, new_server_database: NewDatabaseUrl
) -> Iterator[Shell]:
    base = tmp_path_factory.mktemp("cli")
    folder = base / "project"
    folder.mkdir()
    server = LiveServer(base / "home", new_server_database())
    server.start()
    yield Shell(server, folder)
    server.stop()


def test_run_streams_output_and_exits_with_the_jobs_code(shell: Shell) -> None:
    (shell.folder / "train.py").write_text(
        "import sys; print('out', sys.argv[1:]); print('err', file=sys.stderr); sys.exit(5)"
    )

    done = shell("run", "--quiet", "--", "python", "train.py", "--epochs", "3")

    assert done.returncode == 5
    assert done.stdout == "out ['--epochs', '3']\n"
    assert done.stderr == "err\n"


def test_run_says_what_happens_on_stderr(shell: Shell) -> None:
    done = shell("run", "--", "true")

    assert done.returncode == 0
    assert done.stdout == ""
    assert "queued" in done.stderr or "starting" in done.stderr  # what the first look finds
    assert "succeeded" in done.stderr


def test_a_job_file_is_run_and_options_go_before_it(shell: Shell) -> None:
    (shell.folder / "job.yaml").write_text(
        "name: from the file\n"
        "command: echo $GREETING $WHO\n"
        "environment: {GREETING: hi, WHO: file}\n"
    )

    done = shell("run", "-f", "job.yaml", "-q", "--env", "WHO=option")
    listed = json.loads(shell("jobs", "--name", "from the file", "--json").stdout)

    assert done.stdout == "hi option\n"
    assert [job["name"] for job in listed] == ["from the file"]


def test_detached_jobs_are_followed_shown_and_cancelled(shell: Shell) -> None:
    job_id = shell("run", "--detach", "--", "sh", "-c", "echo up; sleep 1000").stdout.strip()
    follower = subprocess.Popen(
        shell.command("logs", "-f", job_id),
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert follower.stdout is not None
    assert follower.stdout.readline() == "up\n"

    cancelled = shell("cancel", job_id)

    assert cancelled.returncode == 0
    assert follower.wait(30) == 130
    follower.stdout.close()
    shown = json.loads(shell("job", "show", job_id, "--json").stdout)
    assert (shown["state"], shown["stopped_by"]) == ("stopped", "user")
    assert "stopped by its user" in shell("job", "show", job_id).stdout
    assert "already ended" in shell("cancel", job_id).stderr


def test_interrupting_run_leaves_the_job_running(shell: Shell) -> None:
    process = subprocess.Popen(
        shell.command("run", "--", "sh", "-c", "echo up; sleep 1000"),
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=240)

    job_id = errors.split("jarip cancel ")[1].strip()
    assert process.returncode == 130
    assert json.loads(shell("job", "show", job_id, "--json").stdout)["state"] == "running"
    shell("cancel", job_id)
    assert shell("logs", "-f", job_id).returncode == 130


def test_every_list_has_a_table_and_json(shell: Shell) -> None:
    shell("run", "-q", "--", "true")
    for words in (["jobs"], ["chips"], ["usage"], ["invoice"]):
        table, data = shell(*words), shell(*words, "--json")
        assert (table.returncode, data.returncode) == (0, 0), table.stderr + data.stderr
        assert table.stdout.strip()
        assert json.loads(data.stdout)
    assert json.loads(shell("chips", "--json").stdout)[0]["id"] == "cpu:0"


def test_secrets_go_in_and_never_come_out(shell: Shell) -> None:
    done = subprocess.run(
        shell.command("secret", "set", "TOKEN"),
        input="very-secret-word\n",
        env=shell.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    ran = shell("run", "-q", "--secret", "KEY=TOKEN", "--", "sh", "-c", "echo $KEY ${#KEY}")
    listed = shell("secret", "list", "--json").stdout

    assert ran.stdout == "*** 16\n"
    assert [each["name"] for each in json.loads(listed)] == ["TOKEN"]
    assert "very-secret" not in done.stdout + listed
    assert shell("secret", "delete", "TOKEN").returncode == 0
    assert "no secret" in shell("secret", "delete", "TOKEN").stderr


def test_outputs_and_metrics_of_a_sweep_can_be_fetched(shell: Shell, tmp_path: Path) -> None:
    (shell.folder / "sweep.py").write_text(
        "import os, pathlib, jarip\n"
        "for step in range(5): jarip.log(step, loss=float(os.environ['lr']) / (step + 1))\n"
        "pathlib.Path('out').mkdir(); pathlib.Path('out/lr').write_text(os.environ['lr'])\n"
    )

    words = ("run", "--sweep", "lr=0.5,0.25", "--output", "out/", "--json")
    jobs = json.loads(shell(*words, "--", "python", "sweep.py").stdout)
    ids = [job["id"] for job in jobs]
    for job_id in ids:
        assert shell("logs", "-f", job_id).returncode == 0

    compared = json.loads(shell("metrics", *ids, "--json").stdout)
    assert [each["series"]["loss"][-1]["value"] for each in compared] == [0.1, 0.05]
    assert "▁" in shell("metrics", *ids).stdout
    assert "out/lr" in shell("outputs", ids[0]).stdout
    assert shell("outputs", ids[1], "--to", str(tmp_path)).returncode == 0
    assert (tmp_path / "out" / "lr").read_text() == "0.25"
    assert ids[0] in shell("jobs", "--array", jobs[0]["array_id"]).stdout


def test_a_job_that_failed_is_resumed_from_a_checkpoint(shell: Shell, tmp_path: Path) -> None:
    (shell.folder / "long.py").write_text(
        "import os, pathlib, sys\n"
        "saved = pathlib.Path(os.environ['JARIP_CHECKPOINT_DIR'])\n"
        "done = max((int(path.stem) for path in saved.iterdir()), default=0)\n"
        "print('from', done, os.environ.get('JARIP_RESUMED_FROM'))\n"
        "for step in range(done + 1, done + 3): (saved / f'{step}.pt').write_text(str(step))\n"
        "sys.exit(3 if done < 2 else 0)\n"
    )
    failed = shell("run", "--json", "--", "python", "long.py")
    assert failed.returncode == 3
    job_id = json.loads(failed.stdout.split("\nfrom")[0])["id"]

    assert "2.pt" in shell("checkpoints", job_id).stdout
    assert shell("checkpoints", job_id, "1.pt", "--to", str(tmp_path)).returncode == 0
    assert (tmp_path / "1.pt").read_text() == "1"
    assert shell("resume", "-q", job_id).stdout == f"from 2 {job_id}\n"
    assert shell("resume", "-q", job_id, "1.pt").stdout == f"from 1 {job_id}\n"
    again = shell("run", "-q", "--resume", f"{job_id}/2.pt", "--", "python", "long.py")
    assert again.stdout == f"from 2 {job_id}\n"
    missing = shell("resume", job_id, "9.pt")
    assert missing.returncode == 1
    assert "the job has no such checkpoint" in missing.stderr


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["run"], 2, "say what to run"),
        (["run", "--chips", "0", "--", "true"], 2, "--chips"),
        (["run", "--env", "NOPE", "--", "true"], 2, "KEY=VALUE"),
        (["run", "--timeout", "soon", "--", "true"], 1, "not a duration"),
        (["run", "-f", "missing.yaml"], 1, "missing.yaml"),
        (["run", "--code", "nowhere", "--", "true"], 1, "nowhere"),
        (["job", "show", "job_0"], 1, "no job with this id"),
        (["jobs", "--stat"], 2, "--state"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_mistakes_are_told_without_a_trace(
    shell: Shell, words: list[str], code: int, what: str
) -> None:
    done = shell(*words)

    assert done.returncode == code
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_server_it_says_what_to_do(shell: Shell, tmp_path: Path) -> None:
    lost = Shell(LiveServer(tmp_path / "nothing", ""), shell.folder)

    done = lost("jobs")

    assert done.returncode == 1
    assert "jarip up" in done.stderr


def test_nvcc_gets_its_arguments_raw_and_typer_is_not_loaded(shell: Shell) -> None:
    code = (
        "import sys; from jarip.cli.main import main; code = main(['nvcc', '--version']);"
        "assert code == 0; assert not {'typer', 'httpx', 'rich'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "release" in done.stdout


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from jarip.cli.main import main; main(['--help']);"
        "heavy = {'httpx', 'sqlalchemy', 'fastapi', 'pydantic', 'numpy', 'rich.console'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("up", "run", "jobs", "logs", "cancel", "usage", "invoice", "doctor", "nvcc"):
        assert f"\n  {command}" in done.stdout


def test_money_from_the_command_line(shell: Shell) -> None:
    def say(*words: str, code: int = 0) -> str:
        done = shell(*words)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    assert "starter@1" in say("plan", "list", "--currency", "USD")
    plan = say("plan", "show", "starter@1").replace("id: starter", "id: lab")
    (shell.folder / "lab.yaml").write_text(plan)
    assert "lab@1 is on sale" in say("plan", "publish", "lab.yaml")
    assert "not sold any more" in say("plan", "retire", "lab@1")
    assert "own@1" in say("subscription", "show")
    assert "has a subscription already" in say("subscribe", "starter", code=1)
    assert "can be redeemed" in say("coupon", "create", "HI", "--credit", "5", "--currency", "USD")
    assert "HI is redeemed" in say("coupon", "redeem", "hi")
    assert "7.50 USD" in say("wallet", "credit", "usd", "2.5", "--reference", "bank-1")
    assert "5.00 USD" in say("wallet", "transfers", "USD")
    assert "holds" in say("budget", "set", "Mine", "1000")
    assert "Mine" in say("budget", "list")
    assert "everything adds up" in say("audit", "usage", "--rebuild")
    assert "date,document,number" in say("postings")
    assert "no invoice was issued yet" in say("invoices")
    assert "is not an amount" in say("wallet", "credit", "USD", "x", "--reference", "r", code=2)
    say("backup", "cloud.tar.gz")
    assert "exists" in say("backup", "cloud.tar.gz", code=1)
    assert "home is not empty" in say("restore", "cloud.tar.gz", code=1)
