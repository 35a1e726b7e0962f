"""The chain shows what was changed, removed or made up; the database refuses to change it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from jarip.cloud.audit.chain import ChainReport, NewEntry, append_entry, verify_chain
from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database

SECRET = bytes(range(32))


def write(database: Database, clock: FrozenClock, count: int, organization: str = "org_1") -> None:
    for number in range(count):
        with database.write() as session:
            entry = NewEntry(
                organization, "key_1", "ci", "create", f"job_{number}", detail={"n": 1}
            )
            append_entry(session, clock, SECRET, entry)


def verify(database: Database, secret: bytes = SECRET) -> ChainReport:
    with database.read() as session:
        return verify_chain(session, secret, "org_1")


def drop_triggers(database: Database) -> None:
    """What an intruder with the database's password would do first."""
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
            session.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            session.execute(text("DROP TRIGGER audit_entries_append_only ON audit_entries"))


def test_an_untouched_chain_is_whole(database: Database, clock: FrozenClock) -> None:
    write(database, clock, 5)
    write(database, clock, 3, "org_2")
    report = verify(database)
    assert (report.entries, report.broken_at) == (5, 0)
    assert verify(database).head == report.head


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor_id = 'x'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_it(
    database: Database, clock: FrozenClock, statement: str
) -> None:
    write(database, clock, 1)
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(statement))
    assert verify(database).entries == 1


@pytest.mark.parametrize("column", ["actor_id", "action", "target", "at_ms", "is_visit", "detail"])
def test_a_changed_entry_shows(database: Database, clock: FrozenClock, column: str) -> None:
    write(database, clock, 4)
    drop_triggers(database)
    forged = {"at_ms": 1, "is_visit": True, "detail": {"n": 2}}.get(column, "forged")
    with database.write() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == 3).values({column: forged}))
    assert verify(database).broken_at == 3


def test_a_removed_entry_shows(database: Database, clock: FrozenClock) -> None:
    write(database, clock, 4)
    drop_triggers(database)
    with database.write() as session:
        session.execute(text("DELETE FROM audit_entries WHERE number = 2"))
        session.execute(text("UPDATE audit_entries SET number = number - 1 WHERE number = 3"))
        session.execute(text("UPDATE audit_entries SET number = number - 1 WHERE number = 4"))
    assert verify(database).broken_at == 2


def test_a_cut_at_the_end_shows_to_who_noted_the_head(
    database: Database, clock: FrozenClock
) -> None:
    write(database, clock, 4)
    noted = verify(database).head
    drop_triggers(database)
    with database.write() as session:
        session.execute(text("DELETE FROM audit_entries WHERE number = 4"))
    assert verify(database).broken_at == 0
    assert verify(database).head != noted


def test_without_the_secret_nobody_makes_a_chain(database: Database, clock: FrozenClock) -> None:
    with database.write() as session:
        append_entry(session, clock, bytes(32), NewEntry("org_1", "usr_1", "mallory", "nothing"))
    assert verify(database).broken_at == 1


def test_writers_side_by_side_make_one_chain(database: Database, clock: FrozenClock) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write(database, clock, 5), range(4)))
    report = verify(database)
    assert (report.entries, report.broken_at) == (20, 0)
    with database.read() as session:
        assert sorted(session.scalars(select(AuditEntry.number))) == list(range(1, 21))
