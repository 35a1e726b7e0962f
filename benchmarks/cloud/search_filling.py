"""Fills a database with search documents in bulk: rows first, then the whole index at once.

Keeping the index up row by row, as the cloud does, would take most of an hour for a million; what
that costs is measured apart, with `measure_adding`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import insert, text

from jarip.cloud.db.database import Database
from jarip.cloud.search.documents import (
    Kind,
    NewDocument,
    add_documents,
    document_id,
    document_values,
)
from jarip.cloud.search.tables import SearchDocument

WORDS = (
    "epoch step loss accuracy cuda kernel launch memory allocated gradient optimizer checkpoint "
    "worker tensor batch validation throughput warning device node retry saved restored metrics "
    "학습 손실 정확도 평가 모델 데이터 검증 저장 완료 시작 "
    "오류 경고 메모리 커널 배치 기울기 가중치 노드 작업 결과 학습률"
).split()
NOW_MS = 1_767_225_600_000
BATCH = 20_000
ADDED = 5_000
FTS_TABLES = ("search_words", "search_pairs")
INDEX_MEMORY = 256 << 20
"""Bytes of index that either database keeps in memory while it is built."""


def make_documents(count: int, seed: int) -> list[NewDocument]:
    """Documents as logs are: lines of words and numbers."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        words = chance.choices(WORDS, k=24)
        if chance.random() < 0.001:
            words[3] = "needle"
            words[9] = "바늘구멍"
        organization = "org_big" if chance.random() < 0.5 else f"org_{chance.randrange(200)}"
        kind = chance.choice((Kind.LOG, Kind.LOG, Kind.LOG, Kind.JOB, Kind.AUDIT))
        made.append(
            NewDocument(
                kind,
                f"ref_{seed}_{number}",
                organization,
                NOW_MS + (seed * count + number) * 15_000,
                " ".join(words[:3]),
                " ".join(words[3:]) + f" {chance.random():.6f}",
                keywords=f"lr={chance.random():.4f}",
                author=f"member {chance.randrange(40)}",
            )
        )
    return made


def fill_database(database: Database, count: int) -> None:
    """Put `count` documents into a migrated database and build its index; says how far it is."""
    began = time.perf_counter()
    with _index_built_afterwards(database):
        for first in range(0, count, BATCH):
            made = make_documents(min(BATCH, count - first), first // BATCH)
            rows = [{"id": document_id(each.at_ms), **document_values(each)} for each in made]
            with database.write() as session:
                session.connection().execute(insert(SearchDocument), rows)
            if (first // BATCH) % 10 == 9:
                _tell(began, f"{first + len(rows):,} of {count:,} documents written")
        _tell(began, "documents written; building the index")
    _tell(began, "index built")


def measure_adding(database: Database, present: int) -> float:
    """Documents a second, added as the cloud adds them, to the `present` that are there already."""
    for part in range(2):  # after building in bulk, FTS5 tidies up once, with the first
        made = make_documents(ADDED, present // ADDED + part)
        began = time.perf_counter()
        with database.write() as session:
            add_documents(session.connection(), made)
        seconds = time.perf_counter() - began
    return ADDED / seconds


@contextmanager
def _index_built_afterwards(database: Database) -> Iterator[None]:
    build = _without_triggers if database.is_sqlite else _without_gin
    with build(database):
        yield


@contextmanager
def _without_triggers(database: Database) -> Iterator[None]:
    """Leaves the same triggers, and FTS5 tables rebuilt from the documents
    (https://www.sqlite.org/fts5.html#the_rebuild_command)."""
    with database.write() as session:
        triggers = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type='trigger' AND name LIKE 'search%'")
        ).all()
        for name, _ in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
    yield
    with database.write() as session:
        for table in FTS_TABLES:
            set_size = text(f"INSERT INTO {table}({table}, rank) VALUES('hashsize', :size)")
            session.execute(set_size, {"size": INDEX_MEMORY})
            session.execute(text(f"INSERT INTO {table}({table}) VALUES('rebuild')"))
            session.execute(set_size, {"size": 1 << 20})
        for _, statement in triggers:
            session.connection().exec_driver_sql(statement)


@contextmanager
def _without_gin(database: Database) -> Iterator[None]:
    """Leaves the same GIN indexes, built in one go, and fresh statistics."""
    with database.write() as session:
        indexes = session.execute(
            text(
                "SELECT indexname, indexdef FROM pg_indexes "
                "WHERE tablename = 'search_documents' AND indexdef LIKE '%USING gin%'"
            )
        ).all()
        for name, _ in indexes:
            session.execute(text(f"DROP INDEX {name}"))
    yield
    url = database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SET maintenance_work_mem = '{INDEX_MEMORY >> 10}kB'")
        for _, statement in indexes:
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE search_documents")


def _tell(began: float, what: str) -> None:
    print(f"  {time.perf_counter() - began:5.0f} s  {what}", flush=True)
