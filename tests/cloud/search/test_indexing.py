"""Whatever is written can be found: by the hook in its own transaction, logs by their loop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import EVERYTHING
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.projects import list_projects
from jarip.cloud.accounts.tables import Project
from jarip.cloud.context import CloudContext
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.engines.log_reader import LogRecord
from jarip.cloud.jobs.attempts import open_attempt
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.jobs.tables import Job
from jarip.cloud.search.documents import Kind, NewDocument, add_documents, document_time_ms
from jarip.cloud.search.filling import fill_index
from jarip.cloud.search.logs import PIECE_CHARACTERS, LogIndexer, cut_pieces
from jarip.cloud.search.query import search_documents
from jarip.cloud.search.request import SearchRequest, parse_words
from jarip.cloud.search.tables import SearchDocument, SearchLogPosition


def submit(cloud: CloudContext, name: str, command: str) -> tuple[Principal, Job]:
    """A customer and a job of theirs."""
    with cloud.database.write() as session:
        made = create_organization(session, cloud.clock, CreateOrganization(name="한강로보틱스"))
        project: Project = list_projects(session, made.id, PageRequest()).items[0]
        caller = Principal("usr_1", made.id, project.id, EVERYTHING)
        spec = JobSpec(name=name, command=command, labels={"model": "cnn"})
        job = submit_job(session, cloud.clock, caller, spec)
    return replace(caller, project_id=""), job


def refs(cloud: CloudContext, caller: Principal, text: str) -> list[tuple[str, str]]:
    with cloud.database.read() as session:
        page = search_documents(session, caller, SearchRequest(parse_words(text)))
        return [(hit.kind, hit.ref) for hit in page.hits]


def test_a_job_is_found_by_name_command_and_label(cloud: CloudContext) -> None:
    caller, job = submit(cloud, "밤샘 학습", "python train.py --epochs 3")
    for text in ("밤샘", "train.py", "model=cnn", job.id):
        assert refs(cloud, caller, text) == [(Kind.JOB, job.id)]
    with cloud.database.write() as session:
        session.get_one(Job, job.id).name = "낮잠"
    assert refs(cloud, caller, "밤샘") == []
    assert refs(cloud, caller, "낮잠") == [(Kind.JOB, job.id)]


def test_what_requests_do_is_found_in_the_audit_log(api: TestClient) -> None:
    made = api.post("/v1/projects", json={"name": "Gripper vision"}).json()
    answer = api.get("/v1/search", params={"q": "gripper"}).json()
    assert [(hit["kind"], hit["ref"]) for hit in answer["items"]] == [("project", made["id"])]
    logged = api.get("/v1/search", params={"q": "create new project", "kind": "audit"}).json()
    assert logged["total"] == 1
    assert made["id"] in logged["items"][0]["snippet"]


def test_rest_says_what_is_wrong_with_a_query(api: TestClient) -> None:
    for params in ({"q": "?"}, {"q": "x" * 201}, {"q": "ab", "scope": "nowhere"}, {}):
        assert api.get("/v1/search", params=params).status_code == 422
    own = {"q": "ab", "period": "own", "from": "2026-02-01", "to": "2026-01-01"}
    assert api.get("/v1/search", params=own).status_code == 422


def test_logs_are_indexed_as_they_grow_and_once(cloud: CloudContext, tmp_path: Path) -> None:
    caller, job = submit(cloud, "x", "true")
    with cloud.database.write() as session:
        attempt = open_attempt(
            session,
            session.get_one(Job, job.id),
            node_id="local",
            chip_kind="cpu",
            chip_ids=["cpu:0"],
            reason="",
            now_ms=cloud.clock.now_ms(),
        )
    path = tmp_path / "log"
    indexer = LogIndexer(cloud.database, lambda _: path)
    assert indexer.run_round() == 0
    path.write_text("2026-01-01T00:00:00Z stdout F 손실 0.25\n")
    assert indexer.run_round() == 1
    assert refs(cloud, caller, "손실") == [(Kind.LOG, job.id)]
    with path.open("a") as log:
        log.write("2026-01-01T00:00:01Z stderr F CUDA out of mem")
    assert indexer.run_round() == 0, "half a line is left for later"
    with path.open("a") as log:
        log.write("ory\n")
    assert indexer.run_round() == 1
    assert refs(cloud, caller, '"out of memory"') == [(Kind.LOG, job.id)]
    with cloud.database.write() as session:
        session.merge(attempt).ended_ms = cloud.clock.now_ms()
    indexer.run_round()
    with cloud.database.read() as session:
        assert session.get_one(SearchLogPosition, attempt.id).is_done
    assert indexer.run_round() == 0


def test_an_index_that_was_never_filled_is_filled(cloud: CloudContext) -> None:
    caller, job = submit(cloud, "밤샘 학습", "true")
    with cloud.database.write() as session:
        before = session.scalar(select(func.count()).select_from(SearchDocument))
        session.execute(delete(SearchDocument))
    assert refs(cloud, caller, "밤샘") == []
    assert fill_index(cloud.database) == before
    assert refs(cloud, caller, "밤샘") == [(Kind.JOB, job.id)]
    assert fill_index(cloud.database) == 0


def test_pieces_are_whole_lines() -> None:
    records = [LogRecord("", "stdout", "x" * 999, False) for _ in range(20)]
    pieces = list(cut_pieces(records))
    assert [len(piece) for piece in pieces] == [8000, 8000, 4000]
    assert all(len(piece) <= PIECE_CHARACTERS for piece in pieces)
    assert "".join(pieces).count("\n") == 20


def test_thousands_of_one_millisecond_get_ids_of_their_own(cloud: CloudContext) -> None:
    """With 20 random bits alone, eight thousand ids are all different once in 10^13 tries."""
    made = [
        NewDocument(Kind.JOB, f"job_{number}", "org_1", 77, "같은 순간") for number in range(8000)
    ]
    with cloud.database.write() as session:
        for start in range(0, len(made), 1000):
            add_documents(session.connection(), made[start : start + 1000])
    with cloud.database.read() as session:
        ids = session.scalars(
            select(SearchDocument.id).where(SearchDocument.ref.like("job_%"))
        ).all()
    assert len(set(ids)) == len(made)
    assert {document_time_ms(row_id) for row_id in ids} == {77}
