"""The history of migrations has one line, arrives at the tables of the code, and goes back."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import jarip.cloud
from jarip.cloud.db.base import Base
from jarip.cloud.db.database import Database
from jarip.cloud.db.fresh import SCHEMA, create_fresh, write_schema
from jarip.cloud.db.migrate import (
    apply_migrations,
    current_revision,
    downgrade_database,
    head_revision,
    known_revisions,
    make_config,
    upgrade_database,
)
from jarip.cloud.errors import ConflictError

FTS_ROWS = {"search_words_config", "search_words_data", "search_pairs_config", "search_pairs_data"}
"""What SQLite itself writes into a virtual table that it makes."""


def _count(database: Database, name: str) -> int:
    with database.read() as session:
        return int(session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0)


def _clauses(schema: str) -> list[list[str]]:
    """Each statement's lines in no order: a table that is rebuilt lists its constraints in any."""
    return [
        sorted(line.strip().rstrip(",") for line in statement.splitlines())
        for statement in schema.split(";\n")
    ]


def import_all_tables() -> None:
    for module in pkgutil.walk_packages(jarip.cloud.__path__, "jarip.cloud."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)


def test_migrated_schema_is_the_one_the_code_declares(database: Database) -> None:
    import_all_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_ours}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_fresh_database_is_what_the_migrations_lead_to(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path}/fresh.db")
    migrated = Database(f"sqlite:///{tmp_path}/migrated.db")

    create_fresh(fresh)
    revision = current_revision(fresh)
    assert revision in known_revisions()
    apply_migrations(migrated, revision)

    assert write_schema(fresh) == SCHEMA.read_text()
    assert _clauses(write_schema(migrated)) == _clauses(SCHEMA.read_text())
    for database in (fresh, migrated):
        rows = {name: _count(database, name) for name in inspect(database.engine).get_table_names()}
        assert {name for name, count in rows.items() if count} == {"alembic_version"} | FTS_ROWS
        database.close()


def test_the_names_of_the_files_are_a_history_of_one_line() -> None:
    scripts = ScriptDirectory.from_config(make_config())

    assert scripts.get_current_head() == head_revision()
    assert {each.revision for each in scripts.walk_revisions()} == known_revisions()


def test_every_revision_goes_down_and_up_again(database: Database) -> None:
    for _ in known_revisions():
        downgrade_database(database, "-1")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    upgrade_database(database)
    assert current_revision(database) == head_revision()


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConflictError, match="9999"):
        upgrade_database(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = current_revision(database)
    upgrade_database(database)
    assert current_revision(database) == before == head_revision()


def _is_ours(_thing: object, name: str | None, *_: object) -> bool:
    """The index of the search is the database's own (migration 0015): no table of the code."""
    own = ("search_words", "search_pairs", "ix_search_documents_words", "ix_search_documents_pairs")
    return not (name or "").startswith(own)
