"""How fast usage events become durable on SQLite, beside what a bare SQLite does on the same disk.

    python -m benchmarks.cloud.bench_usage [--events 50000] [--attempts 1000] [--threads 8]

Prints, from one run: bare SQLite with one synced transaction a row; Jarip with one transaction a
report; Jarip by group commit from many threads; how long until a balance shows a recorded event;
and whether the audit finds every millisecond afterwards.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.cloud.figures import Block, Figure
from jarip.cloud.db.database import Database
from jarip.cloud.db.group_commit import GroupWriter
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.inputs import NewMeter, Owner, UsageReport
from jarip.cloud.metering.meters import open_meter, start_meter
from jarip.cloud.metering.queries import Scope, sum_usage
from jarip.cloud.metering.recording import record_usage

START_MS = 1_767_225_600_000
STEP_MS = 5_000


def bare_sqlite(folder: Path, rows: int) -> float:
    """Rows a second of plain inserts, each its own synced transaction."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (id TEXT PRIMARY KEY, amount INTEGER)")
    begin = time.perf_counter()
    for number in range(rows):
        connection.execute("INSERT INTO events VALUES (?, ?)", (f"use_{number}", number))
    seconds = time.perf_counter() - begin
    connection.close()
    return rows / seconds


def open_attempts(database: Database, attempts: int) -> None:
    """Start the attempts whose usage is reported."""
    with database.write() as session:
        for number in range(attempts):
            owner = Owner("org_bench", f"prj_{number % 10}", f"usr_{number % 50}")
            meter = NewMeter(f"att_{number}", f"job_{number}", owner, "cpu", 1 + number % 8)
            open_meter(session, START_MS, meter)
            start_meter(session, meter.attempt_id, START_MS)


def one_by_one(database: Database, attempts: int, reports: int, round_number: int) -> float:
    """Reports a second, one transaction each."""
    until = START_MS + round_number * STEP_MS
    begin = time.perf_counter()
    for number in range(reports):
        with database.write() as session:
            record_usage(session, until, [UsageReport(f"att_{number % attempts}", until)])
    return reports / (time.perf_counter() - begin)


def apply_reports(session: Session, reports: Sequence[UsageReport]) -> Sequence[None]:
    """Write a group of reports."""
    record_usage(session, max(report.until_ms for report in reports), reports)
    return [None] * len(reports)


def by_groups(database: Database, attempts: int, events: int, threads: int) -> float:
    """Events a second when threads wait for each report to be on disk in windows of a hundred."""
    rounds = events // attempts

    def report(writer: GroupWriter[UsageReport, None], first: int) -> None:
        for number in range(2, rounds + 2):
            until = START_MS + number * STEP_MS
            mine = range(first, attempts, threads)
            futures = [writer.submit(UsageReport(f"att_{n}", until)) for n in mine]
            for future in futures:
                future.result()

    begin = time.perf_counter()
    with GroupWriter(database, apply_reports) as writer:
        workers = [threading.Thread(target=report, args=(writer, n)) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return rounds * attempts / (time.perf_counter() - begin)


def visible_after(database: Database, until_ms: int) -> float:
    """Seconds from handing in an event until a sum over the organization shows it."""
    scope = Scope("org_bench")
    with database.read() as session:
        before = sum(sum_usage(session, scope, START_MS, until_ms + STEP_MS).values())
    begin = time.perf_counter()
    with database.write() as session:
        record_usage(session, until_ms, [UsageReport("att_0", until_ms)])
    with database.read() as session:
        after = sum(sum_usage(session, scope, START_MS, until_ms + STEP_MS).values())
    seconds = time.perf_counter() - begin
    if after == before:
        raise SystemExit("the event is not visible")
    return seconds


def measure_usage(events: int, attempts: int, threads: int) -> Block:
    """Everything, from one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'usage.db'}")
        upgrade_database(database)
        open_attempts(database, attempts)
        bare = bare_sqlite(folder, 1000)
        single = one_by_one(database, attempts, min(1000, attempts), 1)
        grouped = by_groups(database, attempts, events, threads)
        last = START_MS + (events // attempts + 3) * STEP_MS
        seen = visible_after(database, last)
        with database.read() as session:
            findings = audit_usage(session, "org_bench")
        database.close()
    beside = f"bare SQLite, a synced transaction a row: {bare:,.0f} /s"
    return Block(
        "Usage",
        [
            Figure(
                "events made durable by group commit",
                f"{grouped:,.0f} /s",
                "≥ 10,000 /s",
                grouped >= 10_000,
                beside,
            ),
            Figure("the same, a transaction each", f"{single:,.0f} /s"),
            Figure("event → balance", f"{seen * 1000:,.1f} ms", "≤ 1 s", seen <= 1),
            Figure("findings of the audit afterwards", str(len(findings)), "0", not findings),
        ],
        [f"{events:,} events of {attempts:,} attempts, {threads} threads, `synchronous=FULL`."],
    )


def main() -> None:
    """Run everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--attempts", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    print(measure_usage(options.events, options.attempts, options.threads).render_text())


if __name__ == "__main__":
    main()
