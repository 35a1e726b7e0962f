"""The whole cloud in its own process: REST, loop, engine, restarts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.cloud.server.conftest import LiveServer, wait_for_state

from jarip.sdk.errors import ApiError
from jarip.sdk.models import LogLine


def test_a_job_goes_all_the_way(server: LiveServer, tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "say.py").write_text("print('from the code folder')")
    with server.start() as client:
        job = client.jobs.submit(["python", "say.py"], code=code, labels={"kind": "test"})

        lines = [item for item in client.jobs.follow(job.id) if isinstance(item, LogLine)]

        ended = client.jobs.get(job.id)
        (usage,) = client.billing.usage(job_id=job.id)
        assert [line.text for line in lines] == ["from the code folder"]
        assert (ended.state, ended.exit_code) == ("succeeded", 0)
        assert usage.amount == ended.tries[0].ran_ms
        assert [each.id for each in client.jobs.list(labels={"kind": "test"})] == [job.id]
        assert not list(client.jobs.list(labels={"kind": "other"}))
        assert client.jobs.upload_code(code) == ended.spec["code"]
    assert server.stop() == 0


def test_a_job_survives_kill_9_of_the_server_and_its_log_goes_on(
    server: LiveServer, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    client = server.start()
    job = client.jobs.submit(f"echo before; cat {gate}; echo after; exit 7")
    wait_for_state(client, job.id, "running")
    pid = client.jobs.get(job.id).tries[0].id

    server.stop(signal.SIGKILL)
    client = server.start()
    threading.Thread(target=gate.write_text, args=("",), daemon=True).start()

    lines = [item.text for item in client.jobs.follow(job.id) if isinstance(item, LogLine)]
    ended = client.jobs.get(job.id)
    assert lines == ["before", "after"]
    assert (ended.exit_code, ended.attempts, ended.tries[0].id) == (7, 1, pid)
    assert sum(use.amount for use in client.billing.usage(job_id=job.id)) == ended.tries[0].ran_ms


def test_following_can_be_taken_up_anywhere(server: LiveServer) -> None:
    client = server.start()
    # Each line in an event of its own: they are written further apart than the log is looked at.
    job = client.jobs.submit("for i in 1 2 3 4 5; do echo $i; sleep 0.2; done")
    params = {"attempt": 1, "offset": 0}
    path = f"/v1/jobs/{job.id}/logs/follow"
    with client.transport.stream(path, params) as response:
        whole = list(response.iter_lines())
    ids = [line.removeprefix("id: ") for line in whole if line.startswith("id: ")]
    texts = log_texts(whole)
    assert texts == ["1", "2", "3", "4", "5"]
    for last in sorted(set(ids)):
        rest = client.transport._http.get(path, headers={"Last-Event-ID": last}).text.splitlines()
        before = whole[: len(whole) - whole[::-1].index(f"id: {last}") + 1]
        assert log_texts(before) + log_texts(rest) == texts
    for hostile in ("9" * 5000 + ":0", "1:" + "9" * 18, "1:-5", "\u0661:0", "x"):
        answer = client.transport._http.get(path, headers={"Last-Event-ID": hostile.encode()})
        assert answer.is_success
        assert "event: end" in answer.text

    seen = []
    far = client.transport.request("GET", f"/v1/jobs/{job.id}/logs", params={"offset": "9" * 30})
    assert far["records"] == []
    offset = 0
    while True:
        page = client.transport.request(
            "GET", f"/v1/jobs/{job.id}/logs", params={"offset": str(offset)}
        )
        if page["next_offset"] == offset:
            break
        seen += [record["text"] for record in page["records"]]
        offset = page["next_offset"]
    assert seen == ["1", "2", "3", "4", "5"]
    assert page["has_ended"]


def log_texts(lines: list[str]) -> list[str]:
    """What log events hold."""
    events = [json.loads(line.removeprefix("data: ")) for line in lines if line[:6] == "data: "]
    return [record["text"] for event in events for record in event.get("records", [])]


def test_the_same_request_twice_is_one_job(server: LiveServer) -> None:
    client = server.start()
    headers = {"Idempotency-Key": "once"}

    first, second = (
        client.transport.request("POST", "/v1/jobs", json={"command": "true"}, headers=headers)
        for _ in range(2)
    )

    assert first["id"] == second["id"]
    assert len(list(client.jobs.list())) == 1


def test_errors_name_the_field_and_what_to_do(server: LiveServer, tmp_path: Path) -> None:
    client = server.start()

    with pytest.raises(ApiError) as wrong:
        client.jobs.submit("true", chips={"count": 0}, timeout="soon")
    assert {field.where for field in wrong.value.fields} == {"body.chips.count", "body.timeout"}
    with pytest.raises(ApiError, match="no such code"):
        client.jobs.submit("true", **{"code": None}) and client.jobs.submit_spec(
            {"command": "true", "code": "0" * 64}
        )
    with pytest.raises(ApiError) as missing:
        client.jobs.get("job_nothere")
    assert (missing.value.code, missing.value.status) == ("not-found", 404)
    with pytest.raises(ApiError, match="not a readable"):
        client.transport.request("POST", "/v1/code", content=b"junk")


def test_a_second_server_in_the_same_home_is_refused(server: LiveServer) -> None:
    server.start()

    second = subprocess.run(
        [sys.executable, "-m", "jarip.cli.main", "up", "--port", "0"],
        env=os.environ | server.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "already running" in second.stderr
    assert "JARIP_HOME" in second.stderr


def test_another_organization_sees_nothing(server: LiveServer) -> None:
    client = server.start()
    job = client.jobs.submit("true")
    client.jobs.wait(job.id)
    operator = (server.home / "operator.key").read_text().strip()
    other = client.accounts.create_organization("Other", "other")
    with type(client)(client.transport.url, operator, organization=other.id) as as_operator:
        key = as_operator.accounts.create_key("k", project="default")

    with type(client)(client.transport.url, key) as stranger:
        assert not list(stranger.jobs.list())
        for act in (stranger.jobs.get, stranger.jobs.stop, stranger.jobs.logs):
            with pytest.raises(ApiError, match="no job"):
                list(act(job.id))  # type: ignore[arg-type]
        blocked = stranger.jobs.submit("true")
        wait_for_state(stranger, blocked.id, "queued")
        deadline_reason = ""
        for _ in range(100):
            deadline_reason = stranger.jobs.get(blocked.id).reason
            if "subscription" in deadline_reason:
                break
        assert "subscribe to a plan" in deadline_reason
