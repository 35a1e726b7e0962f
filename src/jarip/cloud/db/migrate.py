"""Brings a database to the code's schema. Runs at every start.

Alembic is loaded only where there is something to migrate or to undo: it takes a tenth of a start.
Which revisions there are is read from the names of their files, `<revision>_<what>.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from jarip.cloud.db.database import Database
from jarip.cloud.db.fresh import create_fresh
from jarip.cloud.errors import ConflictError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_database(database: Database, revision: str = "head") -> None:
    """Apply every revision up to `revision`.

    Raises ConflictError when the database was written by a newer Jarip.
    """
    present = current_revision(database)
    if present is not None and present not in known_revisions():
        raise ConflictError(
            f"the database is at revision {present}, which this version of Jarip does not know",
            where=database.engine.url.render_as_string(hide_password=True),
            todo="start the newer version of Jarip that wrote it, or restore a backup",
        )
    if present is None and revision == "head" and database.is_sqlite:
        create_fresh(database)
        present = current_revision(database)
    if present != head_revision() or revision != "head":
        apply_migrations(database, revision)


def apply_migrations(database: Database, revision: str = "head") -> None:
    """Apply revision after revision, also to a new database."""
    _run(database, "upgrade", revision)


def downgrade_database(database: Database, revision: str) -> None:
    """Undo revisions down to `revision` (`base` for an empty database)."""
    _run(database, "downgrade", revision)


def current_revision(database: Database) -> str | None:
    """The revision the database is at, None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def head_revision() -> str:
    """The newest revision the code knows."""
    return max(known_revisions(), default="base")


def known_revisions() -> set[str]:
    """Every revision of the code's history."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}


def make_config(database: Database | None = None) -> Config:
    """Alembic's configuration, for commands on `database`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["database"] = database
    return config


def _run(database: Database, direction: str, revision: str) -> None:
    from alembic import command

    getattr(command, direction)(make_config(database), revision)
