"""Secrets are sealed, tied to their place, and reach nothing but the job's environment."""

from __future__ import annotations

import pytest
from tests.cloud.control.conftest import LoopBench, bench

from jarip.cloud.errors import CloudError, ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.jobs.secrets import delete_secret, list_secrets, open_secret, put_secret
from jarip.cloud.jobs.tables import Secret

KEY = b"k" * 32
WORD = "correct-horse-battery"
__all__ = ["bench"]


def put(bench: LoopBench, name: str = "TOKEN", text: str = WORD) -> None:
    with bench.database.write() as session:
        put_secret(session, bench.clock, KEY, bench.caller.project_id, name, text)


def read_all(bench: LoopBench) -> list[Secret]:
    with bench.database.read() as session:
        return list(list_secrets(session, bench.caller.project_id))


def test_what_is_stored_does_not_have_the_text_in_it(bench: LoopBench) -> None:
    put(bench)
    put(bench, text="another-text")

    (row,) = read_all(bench)
    assert "another" not in row.sealed
    with bench.database.read() as session:
        assert open_secret(session, KEY, row.project_id, "TOKEN") == "another-text"
        with pytest.raises(ConflictError, match="another installation"):
            open_secret(session, b"x" * 32, row.project_id, "TOKEN")


def test_a_sealed_text_is_of_no_use_under_another_name(bench: LoopBench) -> None:
    put(bench, "A", "one-secret")
    put(bench, "B", "two-secret")
    with bench.database.write() as session:
        first, second = list_secrets(session, bench.caller.project_id)
        second.sealed = first.sealed

    with bench.database.read() as session, pytest.raises(ConflictError):
        open_secret(session, KEY, bench.caller.project_id, "B")


@pytest.mark.parametrize("text", ["", "x" * 20_000, "a\0b"])
def test_what_no_environment_can_hold_is_refused(bench: LoopBench, text: str) -> None:
    with pytest.raises(InvalidInputError):
        put(bench, text=text)


def test_a_job_gets_it_and_neither_log_nor_disk_does(bench: LoopBench) -> None:
    put(bench)
    job_id = bench.submit('echo "it is $API"; test ${#API} = 21', secrets={"API": "TOKEN"})

    job = bench.until_ended(job_id)

    (attempt,) = bench.attempts(job_id)
    assert job.state == "succeeded"
    assert "it is ***" in bench.engine.log_path(attempt.id).read_text()
    for path in bench.home.rglob("*"):
        if path.is_file() and "battery" in path.read_text(errors="replace"):
            raise AssertionError(f"the secret is in {path}")


def test_a_secret_that_is_not_there_is_named(bench: LoopBench) -> None:
    with pytest.raises(NotFoundError, match="no secret of this name"):
        bench.submit("true", secrets={"API": "TOKEN"})


def test_a_secret_deleted_before_the_start_stops_the_job(bench: LoopBench) -> None:
    put(bench)
    job_id = bench.submit("true", secrets={"API": "TOKEN"}, retries={"lost": 0})
    with bench.database.write() as session:
        delete_secret(session, bench.caller.project_id, "TOKEN")

    job = bench.until_ended(job_id)

    assert (job.state, job.stopped_by) == ("stopped", "lost")
    assert "no secret of this name" in job.reason
    with bench.database.write() as session, pytest.raises(CloudError):
        delete_secret(session, bench.caller.project_id, "TOKEN")
