"""Restoring a backup into an empty home and an empty database."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from jarip.cloud.backup.archive import FILES, TABLES, Manifest, iterate_members, verify_archive
from jarip.cloud.backup.table_lines import insert_rows, reflect_tables
from jarip.cloud.control.following import lose_attempt
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.db.engine import WRITES
from jarip.cloud.db.migrate import known_revisions, upgrade_database
from jarip.cloud.errors import ConflictError
from jarip.cloud.jobs.end_codes import EndCode
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.settings import Settings

LOST = "lost: the cloud was restored from a backup"
CHUNK = 1 << 20


@dataclass(frozen=True)
class RestoredBackup:
    """What was restored."""

    manifest: Manifest
    rows: int
    files: int
    lost_attempts: int


def restore_backup(settings: Settings, clock: Clock, source: Path) -> RestoredBackup:
    """Restore an archive into `settings.home` and the configured database.

    Everything is verified first and made beside the home, which appears whole at the end: a
    restore that dies leaves nothing that looks like a cloud. ConflictError if the home or the
    database is not empty, or if a newer Jarip wrote the archive.
    """
    _check_home(settings.home)
    manifest = verify_archive(source)
    if manifest.revision not in known_revisions():
        raise ConflictError(
            f"the backup was written by Jarip {manifest.version}, which is newer than this one",
            where=str(source),
            todo="restore it with that version",
        )
    settings.home.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{settings.home.name}.restoring."
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=settings.home.parent))
    try:
        files = _extract_files(source, made)
        beside = replace(settings, home=made)
        rows, lost = _restore_database(beside, clock, source, manifest)
        if settings.home.exists():
            settings.home.rmdir()
        made.rename(settings.home)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return RestoredBackup(manifest, rows, files, lost)


def _check_home(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise ConflictError(
            "the home is not empty", where=str(home), todo="move it away, or set JARIP_HOME"
        )


def _extract_files(source: Path, home: Path) -> int:
    count = 0
    for info, file in iterate_members(source):
        kind, _, name = info.name.partition("/")
        if kind == FILES:
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("xb") as out:
                shutil.copyfileobj(file, out, CHUNK)
                os.fchmod(out.fileno(), 0o600)
            count += 1
    return count


def _restore_database(
    settings: Settings, clock: Clock, source: Path, manifest: Manifest
) -> tuple[int, int]:
    database = Database(settings.resolved_database_url)
    try:
        _check_empty(database)
        upgrade_database(database, manifest.revision)
        rows = _insert_tables(database, source)
        upgrade_database(database)
        with database.write() as session:
            lost = _lose_what_ran(session, clock)
    finally:
        database.close()
    return rows, lost


def _check_empty(database: Database) -> None:
    with database.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise ConflictError(
                "the database is not empty",
                where=database.engine.url.render_as_string(hide_password=True),
                todo="make a new one for JARIP_DATABASE_URL",
            )


def _insert_tables(database: Database, source: Path) -> int:
    """All rows in one transaction, whatever the order of the archive's members."""
    engine = database.engine.execution_options(**{WRITES: True})
    rows = 0
    with engine.connect() as connection, connection.begin():
        tables = {table.name: table for table in reflect_tables(connection)}
        for info, file in iterate_members(source):
            kind, _, name = info.name.partition("/")
            if kind == TABLES:
                rows += insert_rows(connection, tables[name.removesuffix(".jsonl")], file)
    return rows


def _lose_what_ran(session: Session, clock: Clock) -> int:
    """Nothing runs any more of what the backup says runs."""
    query = select(Attempt).where(Attempt.state.in_(ACTIVE_ATTEMPT_STATES)).order_by(Attempt.id)
    attempts = session.scalars(query).all()
    for attempt in attempts:
        job = session.get_one(Job, attempt.job_id)
        lose_attempt(session, job, attempt, EndCode.RESTORED, LOST, clock.now_ms())
    return len(attempts)
