"""The history of migrations has one line, arrives at the tables of the code, and goes back."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import jarip.cloud
from jarip.cloud.db.base import Base
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import (
    current_revision,
    downgrade_database,
    head_revision,
    known_revisions,
    make_config,
    upgrade_database,
)
from jarip.cloud.errors import ConflictError


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
