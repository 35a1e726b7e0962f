"""Brings a database to the code's schema. Runs at every start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError

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
    if present != head_revision() or revision != "head":
        _run(database, "upgrade", revision)


def downgrade_database(database: Database, revision: str) -> None:
    """Undo revisions down to `revision` (`base` for an empty database)."""
    _run(database, "downgrade", revision)


def current_revision(database: Database) -> str | None:
    """The revision the database is at, None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest revision the code knows. Raises ConflictError if the history forks."""
    try:
        return ScriptDirectory.from_config(make_config()).get_current_head() or "base"
    except CommandError as error:
        raise ConflictError(
            str(error), where=str(MIGRATIONS), todo="merge the revisions"
        ) from error


def known_revisions() -> set[str]:
    """Every revision of the code's history."""
    return {
        script.revision for script in ScriptDirectory.from_config(make_config()).walk_revisions()
    }


def make_config(database: Database | None = None) -> Config:
    """Alembic's configuration, for commands on `database`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["database"] = database
    return config


def _run(database: Database, direction: str, revision: str) -> None:
    getattr(command, direction)(make_config(database), revision)
