"""Search over a million documents: how long the first page takes, beside a plain LIKE.

    python -m benchmarks.cloud.bench_search [--documents 1000000] [--rounds 20]

Documents are log pieces, jobs and audit entries of two hundred organizations, in Korean and
English. Every query is one of a big customer's (half of all documents), so that permissions have
something to keep out. The baseline is `LIKE '%word%'` over the same table, counted and ordered the
same way.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from tests.throwaway_postgres import find_postgres, run_postgres

from benchmarks.cloud.figures import Block, Figure
from benchmarks.cloud.search_filling import fill_database, measure_adding
from jarip.cloud.accounts.permissions import ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.search.query import COUNT_UP_TO, search_documents
from jarip.cloud.search.request import Scope, SearchRequest, parse_words

QUERIES = {
    "rare word (1 in 1,000)": "needle",
    "rare Korean word": "바늘구멍",
    "common word (most documents)": "loss",
    "common Korean word, two letters": "학습",
    "one Korean letter": "률",
    "rare Korean word of two letters": "늘구",
    "two words": "checkpoint 가중치",
    "part of a word": "hroughpu",
    "a phrase": '"step loss"',
    "nothing": "nowhere-to-be-found",
}


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
    fill_database(database, documents)
    figures = []
    for what, query in QUERIES.items():
        request = SearchRequest(parse_words(query), Scope.ALL)

        def run(request: SearchRequest = request) -> int:
            with database.read() as session:
                return search_documents(session, caller, request).total

        hits = run()
        hit_text = f"{hits:,} hits" if hits < COUNT_UP_TO else f"{hits:,} hits or more"
        median, worst = measure(run, rounds)
        plain, _ = measure(lambda query=query: search_like(database, query.split()[0]), 1)
        figures.append(
            Figure(
                f"{what}, {hit_text}",
                f"{median:,.1f} ms, at most {worst:,.1f} ms",
                baseline=f"LIKE: {plain:,.0f} ms ({plain / median:,.0f}×)",
            )
        )
    added = measure_adding(database, documents)
    database.close()
    figures.append(
        Figure("documents added, one after the other, while it is this big", f"{added:,.0f} /s")
    )
    return Block(
        f"Search over {documents:,} documents, {name}",
        figures,
        [
            f'First page and the total (told as "more than {COUNT_UP_TO:,}" beyond that), '
            f"median of {rounds}."
        ],
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
