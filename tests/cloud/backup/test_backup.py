"""A backup is of one moment, whole or not there; what is restored is what was backed up."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.databases import NewDatabaseUrl
from tests.throwaway_postgres import run_sql

from jarip.cloud.api.app import create_app
from jarip.cloud.backup.archive import verify_archive
from jarip.cloud.backup.restore import restore_backup
from jarip.cloud.backup.table_lines import reflect_tables
from jarip.cloud.backup.write import present_tables, write_backup
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError, InvalidInputError
from jarip.cloud.jobs.attempts import open_attempt
from jarip.cloud.jobs.tables import Job
from jarip.cloud.metering.inputs import NewMeter, Owner
from jarip.cloud.metering.meters import open_meter, start_meter
from jarip.cloud.settings import Settings


@pytest.fixture
def filled(cloud: CloudContext, api: TestClient) -> CloudContext:
    """A cloud with a customer, a job that runs, files and links."""
    organization = api.post("/v1/organizations", json={"name": "한강 로보틱스"}).json()["id"]
    acting = {"Jarip-Organization": organization}
    api.post("/v1/subscription", json={"plan": "starter", "currency": "KRW"}, headers=acting)
    project = api.get("/v1/projects", headers=acting).json()["items"][0]["id"]
    headers = {**acting, "Jarip-Project": project}
    job_id = api.post("/v1/jobs", json={"command": ["true"]}, headers=headers).json()["id"]
    now = cloud.clock.now_ms()
    with cloud.database.write() as session:
        job = session.get_one(Job, job_id)
        attempt = open_attempt(
            session,
            job,
            node_id="local",
            chip_kind="cpu",
            chip_ids=("cpu:0",),
            reason="free",
            now_ms=now,
        )
        open_meter(
            session, now, NewMeter(attempt.id, job_id, Owner(organization, project), "cpu", 1)
        )
        start_meter(session, attempt.id, now)
    home = cloud.settings.home
    outputs = home / "engine" / "jobs" / job_id / "outputs"
    outputs.mkdir(parents=True)
    (outputs / "model.bin").write_bytes(os.urandom(100_000))
    (outputs / "link").symlink_to("/etc/passwd")
    folder = home / "engine" / "attempts" / attempt.id
    folder.mkdir(parents=True)
    (folder / "log").write_text("line\n")
    (folder / "work").mkdir()
    (folder / "work" / "scratch").write_text("not kept")
    return cloud


def dump(url: str) -> dict[str, list[tuple[object, ...]]]:
    database = Database(url)
    with database.engine.connect() as connection:
        tables = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in reflect_tables(connection, present_tables(connection))
        }
    database.close()
    return tables  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_is_restored_is_what_was_backed_up(
    filled: CloudContext, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    before = dump(filled.settings.resolved_database_url)
    target = tmp_path / "cloud.tar.gz"
    written = write_backup(filled.settings, filled.clock, target)
    assert written.rows == sum(map(len, before.values()))
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(ConflictError, match="exists"):
        write_backup(filled.settings, filled.clock, target)

    url = ""
    if kind == "postgres":
        run_sql = request.getfixturevalue("new_postgres_url")
        url = run_sql()
    settings = Settings(home=tmp_path / "restored", database_url=url)
    done = restore_backup(settings, filled.clock, target)
    assert (done.rows, done.files, done.lost_attempts) == (written.rows, written.files, 1)
    after = dump(settings.resolved_database_url)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"jobs", "attempts", "job_events", "meters"}  # what ran is lost
    for path in filled.settings.home.rglob("model.bin"):
        copy = settings.home / path.relative_to(filled.settings.home)
        assert copy.read_bytes() == path.read_bytes()
    assert not list(settings.home.rglob("link")) + list(settings.home.rglob("scratch"))
    again = open_cloud(settings, filled.clock)
    key = filled.settings.operator_key_path.read_text().strip()
    with TestClient(create_app(again), headers={"Authorization": f"Bearer {key}"}) as http:
        [job] = [each for each in _jobs(again) if each.attempts == 1]
        assert (job.state, job.reason) == ("queued", job.reason)
        names = {each["name"] for each in http.get("/v1/organizations").json()["items"]}
        assert "한강 로보틱스" in names
    again.close()
    with pytest.raises(ConflictError, match="not empty"):
        restore_backup(settings, filled.clock, target)


def _jobs(cloud: CloudContext) -> list[Job]:
    with cloud.database.read() as session:
        return list(session.scalars(select(Job)))


@pytest.fixture
def new_postgres_url(postgres_urls: Callable[[], str]) -> Callable[[], str]:
    """Makes databases with nothing in them."""

    def new_url() -> str:
        url = postgres_urls()
        run_sql(url, "DROP SCHEMA public CASCADE")
        run_sql(url, "CREATE SCHEMA public")
        return url

    return new_url


@pytest.fixture
def archive(new_database: NewDatabaseUrl, tmp_path: Path, clock: FrozenClock) -> Path:
    settings = Settings(home=tmp_path / "home", database_url=new_database())
    open_cloud(settings, clock).close()
    return write_backup(settings, clock, tmp_path / "cloud.tar.gz").path


def test_a_damaged_archive_is_refused_and_restores_nothing(
    archive: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    whole = archive.read_bytes()
    settings = Settings(home=tmp_path / "restored")
    damaged = (
        whole[: len(whole) // 2],
        whole[:-40],
        b"",
        b"no archive",
        _flip(whole, -8),  # the checksum of the stream
        gzip.compress(_flip(gzip.decompress(whole), tarfile.BLOCKSIZE)),  # the first member
    )
    for broken in damaged:
        archive.write_bytes(broken)
        with pytest.raises(InvalidInputError):
            restore_backup(settings, clock, archive)
        assert not settings.home.exists()
    archive.write_bytes(whole)
    assert verify_archive(archive).revision


def test_a_flipped_bit_is_refused_or_changes_nothing(archive: Path) -> None:
    """A bit of the compressed form may mean the same bytes, as when a run is copied from nearer."""
    whole = archive.read_bytes()
    content = gzip.decompress(whole)
    refused = 0
    for at in range(16, len(whole), 37):
        damaged = _flip(whole, at)
        archive.write_bytes(damaged)
        try:
            verify_archive(archive)
        except InvalidInputError:
            refused += 1
        else:
            assert gzip.decompress(damaged) == content
    assert refused


def _flip(whole: bytes, at: int) -> bytes:
    flipped = bytearray(whole)
    flipped[at] ^= 1
    return bytes(flipped)


def test_a_member_that_leads_outside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("files/../../evil"))
    with pytest.raises(InvalidInputError, match="not a plain file"):
        verify_archive(path)


def test_it_is_of_one_moment_while_others_write(
    new_database: NewDatabaseUrl, tmp_path: Path, clock: FrozenClock
) -> None:
    """Projects are made with their organization: an archive never has one without the other."""
    settings = Settings(home=tmp_path / "home", database_url=new_database())
    opened = open_cloud(settings, clock)
    stop = threading.Event()

    def write() -> None:
        from jarip.cloud.accounts.organizations import CreateOrganization, create_organization

        for number in range(10**6):
            if stop.is_set():
                return
            with opened.database.write() as session:
                request = CreateOrganization(name="N", slug=f"org-{number}")
                create_organization(session, clock, request)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(2):
            target = tmp_path / f"{number}.tar.gz"
            write_backup(settings, clock, target)
            restored = Settings(home=tmp_path / f"restored{number}")
            restore_backup(restored, clock, target)
            tables = dump(restored.resolved_database_url)
            assert len(tables["organizations"]) == len(tables["projects"])
    finally:
        stop.set()
        writer.join()
        opened.close()


def test_a_kill_in_the_middle_leaves_nothing_that_looks_whole(
    new_database: NewDatabaseUrl, tmp_path: Path, clock: FrozenClock
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=new_database())
    open_cloud(settings, clock).close()
    big = settings.home / "code" / "prj" / "a.tar.gz"
    big.parent.mkdir(parents=True)
    big.write_bytes(os.urandom(30_000_000))
    whole = write_backup(settings, clock, tmp_path / "whole.tar.gz").path
    environment = {"JARIP_HOME": str(settings.home), "JARIP_DATABASE_URL": settings.database_url}
    target = tmp_path / "killed.tar.gz"
    _kill_when(["backup", str(target)], environment, lambda: any(tmp_path.glob(".killed*.part")))
    assert not target.exists()
    restored = tmp_path / "restored"
    _kill_when(
        ["restore", str(whole)],
        {"JARIP_HOME": str(restored), "JARIP_DATABASE_URL": ""},
        lambda: any(tmp_path.glob(".restored.restoring.*/*")),
    )
    assert not restored.exists()
    restore_backup(Settings(home=restored), clock, whole)
    assert (restored / "code" / "prj" / "a.tar.gz").read_bytes() == big.read_bytes()


def _kill_when(words: list[str], environment: dict[str, str], seen: Callable[[], bool]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "jarip.cli.main", *words],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    while not seen():
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
