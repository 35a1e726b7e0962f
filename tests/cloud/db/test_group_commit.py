"""Group commit: every item is written once, is on disk when its future is done, and fails alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import User
from jarip.cloud.db.database import Database
from jarip.cloud.db.group_commit import GroupWriter

groups: list[int] = []


def add_users(session: Session, numbers: Sequence[int]) -> list[str]:
    groups.append(len(numbers))
    users = [
        User(id=f"usr_{n}", email=f"{n % 100_000}@example.com", name="Kim", created_ms=n)
        for n in numbers
    ]
    session.add_all(users)
    session.flush()
    return [user.id for user in users]


def test_items_of_many_threads_are_all_written_in_few_groups(database: Database) -> None:
    groups.clear()
    with GroupWriter(database, add_users) as writer:

        def write(first: int) -> None:
            futures = [writer.submit(n) for n in range(first, first + 100)]
            assert [f.result() for f in futures] == [f"usr_{n}" for n in range(first, first + 100)]

        threads = [threading.Thread(target=write, args=(n * 100,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 500
    assert len(groups) < 250


def test_what_is_done_is_seen_by_others(database: Database) -> None:
    with GroupWriter(database, add_users) as writer:
        user_id = writer.submit(7).result()
        with database.read() as session:
            assert session.get(User, user_id)


def test_one_bad_item_fails_alone(database: Database) -> None:
    with GroupWriter(database, add_users) as writer:
        futures = [writer.submit(n) for n in (1, 2, 100_001, 3)]  # 1 and 100,001 share an address
        results = [future.exception() for future in futures]
    assert [error is None for error in results] == [True, True, False, True]


def test_leaving_writes_the_rest_and_closes(database: Database) -> None:
    with GroupWriter(database, add_users) as writer:
        futures = [writer.submit(n) for n in range(50)]
    assert all(future.done() for future in futures)
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(99)
