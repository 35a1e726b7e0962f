"""Sessions: all or nothing, one writer at a time on SQLite, durable, and clear about misuse."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts.tables import User
from jarip.cloud.db.database import Database, get_locked, get_row
from jarip.cloud.errors import InvalidInputError, NotFoundError


def new_user(number: int) -> User:
    return User(id=f"usr_{number}", email=f"{number}@example.com", name="Kim", created_ms=1)


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.write() as session:
            session.add(new_user(1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as session:
        assert session.scalars(select(User)).all() == []


def test_a_read_session_changes_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(new_user(1))
        session.flush()
    with database.read() as session:
        assert session.get(User, "usr_1") is None


def test_read_modify_write_from_many_threads_loses_no_update(database: Database) -> None:
    with database.write() as session:
        session.add(new_user(0))

    def count_up() -> None:
        for _ in range(20):
            with database.write() as session:
                user = get_locked(session, User, "usr_0")
                user.created_ms += 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert get_row(session, User, "usr_0").created_ms == 1 + 4 * 20


def test_a_write_inside_a_write_is_named_rather_than_deadlocking(database: Database) -> None:
    with (
        pytest.raises(RuntimeError, match="pass the session"),
        database.write(),
        database.write(),
    ):
        pass
    with database.write() as session:
        session.add(new_user(1))


def test_sqlite_syncs_every_commit_and_keeps_foreign_keys(sqlite_urls: NewDatabaseUrl) -> None:
    database = Database(sqlite_urls())
    with database.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_a_missing_row_is_named(database: Database) -> None:
    with pytest.raises(NotFoundError) as error, database.read() as session:
        get_row(session, User, "usr_nobody")
    assert error.value.where == "usr_nobody"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql+pymysql://x/y"])
def test_an_unfit_database_is_refused_with_advice(url: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        Database(url)
    assert error.value.where == "JARIP_DATABASE_URL"
    assert error.value.todo
