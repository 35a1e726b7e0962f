"""Writing a backup while the server runs."""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect

import jarip
import jarip.cloud
from jarip.cloud.backup.archive import FILES, TABLES, ArchiveWriter
from jarip.cloud.backup.table_lines import reflect_tables, write_table
from jarip.cloud.db.base import Base
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import current_revision, known_revisions
from jarip.cloud.errors import ConflictError
from jarip.cloud.settings import Settings

KEPT_FILES = ("secret.key", "operator.key")
KEPT_FOLDERS = ("code", "engine/jobs")
ATTEMPT_FILES = frozenset({"log", "start.json", "exit.json", "plan.json", "begun"})
"""What is kept of an attempt. Its working directory went or will go with it."""


@dataclass(frozen=True)
class WrittenBackup:
    """What a backup holds."""

    path: Path
    rows: int
    files: int
    size: int


def write_backup(settings: Settings, clock: Clock, target: Path) -> WrittenBackup:
    """Write everything to `target`, which appears whole or not at all.

    The tables are of one moment; files are read after them, so that everything they name is there.
    ConflictError if the target exists or the database is of another version.
    """
    if target.exists():
        raise ConflictError("exists", where=str(target), todo="choose another name")
    database = Database(settings.resolved_database_url)
    try:
        revision = current_revision(database)
        if revision is None or revision not in known_revisions():
            raise ConflictError(
                f"the database is at revision {revision}, which this Jarip does not know",
                where=database.engine.url.render_as_string(hide_password=True),
                todo="start this version once, or use the version that wrote it",
            )
        return _write(settings, clock, database, revision, target)
    finally:
        database.close()


def _write(
    settings: Settings, clock: Clock, database: Database, revision: str, target: Path
) -> WrittenBackup:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    rows = files = 0
    try:
        with os.fdopen(handle, "wb") as file:
            writer = ArchiveWriter(file)
            created_ms = clock.now_ms()
            rows = _write_tables(database, writer, target.parent)
            for path in list_files(settings.home):
                files += _write_file(writer, settings.home, path)
            writer.finish(jarip.__version__, revision, created_ms)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, target)  # unlike a rename, never replaces what came there meanwhile
    except FileExistsError as error:
        raise ConflictError("exists", where=str(target), todo="choose another name") from error
    finally:
        part.unlink(missing_ok=True)
    return WrittenBackup(target, rows, files, target.stat().st_size)


def _write_tables(database: Database, writer: ArchiveWriter, folder: Path) -> int:
    options = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    engine = database.engine.execution_options(**options)
    rows = 0
    # One read transaction: every table as it was at the moment of the first.
    with engine.connect() as connection, connection.begin():
        for table in reflect_tables(connection, present_tables(connection)):
            with tempfile.TemporaryFile(dir=folder) as lines:
                rows += write_table(connection, table, lines)
                size = lines.tell()
                lines.seek(0)
                writer.add(f"{TABLES}/{table.name}.jsonl", lines, size)
    return rows


def present_tables(connection: Connection) -> set[str]:
    """The tables that the code declares and the database has."""
    for module in pkgutil.walk_packages(jarip.cloud.__path__, "jarip.cloud."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    return set(Base.metadata.tables) & set(inspect(connection).get_table_names())


def list_files(home: Path) -> Iterator[Path]:
    """Every file of a home that a backup keeps. Links are left out."""
    for name in KEPT_FILES:
        if (home / name).is_file():
            yield home / name
    for folder in KEPT_FOLDERS:
        yield from _walk(home / folder)
    attempts = home / "engine" / "attempts"
    for attempt in sorted(attempts.iterdir()) if attempts.is_dir() else ():
        for name in sorted(ATTEMPT_FILES):
            path = attempt / name
            if path.is_file() and not path.is_symlink():
                yield path


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent) / name
            if not path.is_symlink() and path.is_file() and not name.endswith(".part"):
                yield path


def _write_file(writer: ArchiveWriter, home: Path, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            writer.add(f"{FILES}/{path.relative_to(home).as_posix()}", file, size)
    except FileNotFoundError:  # a job's file that went meanwhile
        return False
    return True
