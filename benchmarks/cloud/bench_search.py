"""Search over a million documents: how long the first page takes, beside a plain LIKE.

    python -m benchmarks.cloud.bench_search [--documents 1000000] [--rounds 20]

Documents are log pieces, jobs and audit entries of two hundred organizations, in Korean and
English. Every query is one of a big customer's (half of all documents), so that permissions have
something to keep out. The baseline is `LIKE '%word%'` over the same table, counted and ordered the
same way.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from tests.throwaway_postgres import find_postgres, run_postgres

from benchmarks.cloud.figures import Block, Figure
from jarip.cloud.accounts.permissions import ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.search.documents import Kind, NewDocument, add_documents
from jarip.cloud.search.query import search_documents
from jarip.cloud.search.request import Scope, SearchRequest, parse_words

WORDS = (
    "epoch step loss accuracy cuda kernel launch memory allocated gradient optimizer checkpoint "
    "worker tensor batch validation throughput warning device node retry saved restored metrics "
    "학습 손실 정확도 평가 모델 데이터 검증 저장 완료 시작 "
    "오류 경고 메모리 커널 배치 기울기 가중치 노드 작업 결과"
).split()
NOW_MS = 1_767_225_600_000
BATCH = 5000
QUERIES = {
    "rare word (1 in 1,000)": "needle",
    "rare Korean word": "바늘구멍",
    "common word (most documents)": "loss",
    "common Korean word, two letters": "학습",
    "two words": "checkpoint 가중치",
    "part of a word": "hroughpu",
    "a phrase": '"step loss"',
    "nothing": "nowhere-to-be-found",
}


def make_documents(count: int, seed: int) -> list[NewDocument]:
    """Documents as logs are: lines of words and numbers."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        words = [chance.choice(WORDS) for _ in range(24)]
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


def fill(database: Database, count: int) -> float:
    """Documents a second, each batch one durable transaction."""
    spent = 0.0
    for number in range(-(-count // BATCH)):
        documents = make_documents(BATCH, number)
        began = time.perf_counter()
        with database.write() as session:
            add_documents(session.connection(), documents)
        spent += time.perf_counter() - began
    return count / spent


def measure(run: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and worst of some runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times), max(times)


def search_like(database: Database, word: str) -> None:
    """What one would write without an index."""
    where = (
        "organization_id = 'org_big' AND (title LIKE :w OR body LIKE :w OR keywords LIKE :w "
        "OR author LIKE :w)"
    )
    values = {"w": f"%{word.strip(chr(34))}%"}
    with database.read() as session:
        session.execute(text(f"SELECT count(*) FROM search_documents WHERE {where}"), values)
        session.execute(
            text(f"SELECT * FROM search_documents WHERE {where} ORDER BY id DESC LIMIT 20"), values
        ).all()


def measure_search(url: str, name: str, documents: int, rounds: int) -> Block:
    """Fill the database at `url`, then measure each query beside its baseline."""
    caller = Principal("usr_1", "org_big", "", ROLES[Role.OWNER])
    database = Database(url)
    upgrade_database(database)
    speed = fill(database, documents)
    figures = []
    for what, query in QUERIES.items():
        request = SearchRequest(parse_words(query), Scope.ALL)

        def run(request: SearchRequest = request) -> int:
            with database.read() as session:
                return search_documents(session, caller, request).total

        hits = run()
        median, worst = measure(run, rounds)
        plain, _ = measure(lambda query=query: search_like(database, query.split()[0]), 1)
        figures.append(
            Figure(
                f"{what}, {hits:,} hits",
                f"{median:,.1f} ms, at most {worst:,.1f} ms",
                baseline=f"LIKE: {plain:,.0f} ms ({plain / median:,.0f}×)",
            )
        )
    database.close()
    return Block(
        f"Search over {documents:,} documents, {name}",
        figures,
        [f"First page and the total, median of {rounds}; {speed:,.0f} documents indexed a second."],
    )


def measure_on_sqlite(documents: int, rounds: int) -> Block:
    """On a file."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'search.db')}"
        return measure_search(url, "SQLite (FTS5)", documents, rounds)


def measure_on_postgres(documents: int, rounds: int) -> Block:
    """On a server of its own; RuntimeError if its programs are not here."""
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed: tools/setup-debian.sh installs it")
    with run_postgres(programs) as url:
        postgres = url.format(database="postgres")
        return measure_search(postgres, "PostgreSQL (pg_trgm)", documents, rounds)


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    wanted = parser.parse_args()
    for measure_on in (measure_on_sqlite, measure_on_postgres):
        print(measure_on(wanted.documents, wanted.rounds).render_text(), flush=True)


if __name__ == "__main__":
    main()
