"""Asking agents what became of their members, and copying what they log."""

from __future__ import annotations

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from jarip.cloud.engines.engine import Phase, Report
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.nodes.ledger import Entry
from jarip.cloud.engines.nodes.records import (
    AgentHandle,
    Directory,
    LogChunk,
    Member,
    MemberReport,
    NodeUnreachable,
)

ASK_S = 3.0
SILENT_S = 0.5
ROUND_S = 0.3
"""So long a round waits for answers; what a slow node says later is taken up by a later round."""
log = logging.getLogger(__name__)
Known = dict[str, dict[int, Report]]
Pairs = list[tuple[Entry, Member]]


class Follower:
    """Remembers the last word of each member, for the time in which its node is silent."""

    def __init__(self, layout: Layout, directory: Directory, clock_ms: Callable[[], int]) -> None:
        self._layout = layout
        self._directory = directory
        self._clock_ms = clock_ms
        self._last: dict[tuple[str, int], Report] = {}
        self._silent: set[str] = set()
        """Nodes that did not answer the last time: they are given less time the next."""
        self._asked: dict[str, tuple[Pairs, Future[list[Report]]]] = {}
        """What is under way, by node."""

    def ask(self, entries: Sequence[Entry], workers: ThreadPoolExecutor) -> Known:
        """Attempt → rank → report, of the nodes that answered."""
        by_node: dict[str, Pairs] = defaultdict(list)
        for entry in entries:
            for member in entry.members:
                by_node[member.node_id].append((entry, member))
        for node_id in self._silent - set(by_node):
            workers.submit(self._probe, node_id)
        for node_id, pairs in by_node.items():
            if node_id not in self._asked:
                answer = workers.submit(self._ask_node, node_id, pairs)
                self._asked[node_id] = (pairs, answer)
        wait([answer for _, answer in self._asked.values()], timeout=ROUND_S)
        found: Known = defaultdict(dict)
        wanted = {entry.attempt_id for entry in entries}
        for node_id, (pairs, answer) in list(self._asked.items()):
            if answer.done():
                del self._asked[node_id]
                for entry, rank, report in self._take(node_id, pairs, answer):
                    if entry.attempt_id in wanted:
                        found[entry.attempt_id][rank] = report
                        self._last[entry.attempt_id, rank] = report
        return found

    def _take(
        self, node_id: str, pairs: Pairs, answer: Future[list[Report]]
    ) -> Iterator[tuple[Entry, int, Report]]:
        """What a node said of its members; nothing if it didn't answer."""
        try:
            reports = answer.result()
        except NodeUnreachable:
            self._silent.add(node_id)
            return
        except Exception:  # one node's trouble must not hold up the others
            log.exception("asking %s failed", node_id)
            return
        self._silent.discard(node_id)
        for (entry, member), report in zip(pairs, reports, strict=True):
            yield entry, member.rank, report

    def is_silent(self, node_id: str) -> bool:
        """Whether it did not answer the last time. It is asked again at each round."""
        return node_id in self._silent

    def note_silence(self, node_id: str) -> None:
        """Somebody else found out."""
        self._silent.add(node_id)

    def _probe(self, node_id: str) -> None:
        handle = self._directory.handle(node_id)
        try:
            if handle is not None:
                handle.call("describe", timeout_s=SILENT_S)
        except NodeUnreachable:
            return
        self._silent.discard(node_id)  # it answers again, or left and may come back as new

    def last(self, attempt_id: str, rank: int) -> Report | None:
        return self._last.get((attempt_id, rank))

    def forget(self, attempt_id: str) -> None:
        for key in [key for key in self._last if key[0] == attempt_id]:
            del self._last[key]

    def _ask_node(self, node_id: str, pairs: Sequence[tuple[Entry, Member]]) -> list[Report]:
        handle = self._directory.handle(node_id)
        if handle is None:
            raise NodeUnreachable(f"{node_id} has left")
        wanted = [(entry.attempt_id, entry.job_id, member.rank) for entry, member in pairs]
        patience_s = SILENT_S if node_id in self._silent else ASK_S
        answers: list[MemberReport] = handle.call("poll", wanted, timeout_s=patience_s)
        now_ms = self._clock_ms()
        for (entry, member), answer in zip(pairs, answers, strict=True):
            self._copy_log(handle, entry, member, answer.log_bytes)
        return [
            _on_our_clock(answer, now_ms, entry, member)
            for (entry, member), answer in zip(pairs, answers, strict=True)
        ]

    def _copy_log(self, handle: AgentHandle, entry: Entry, member: Member, log_bytes: int) -> None:
        """What the member logged since; all of it before its end is reported."""
        offset = entry.logged.get(member.rank, 0)
        while offset < log_bytes:
            chunk: LogChunk = handle.call("read_log", entry.attempt_id, offset, timeout_s=ASK_S)
            if not chunk.data:
                break
            data = chunk.data if len(entry.members) == 1 else mark_lines(chunk.data, member)
            _append(self._layout.attempt(entry.attempt_id).log, data)
            offset = entry.logged[member.rank] = chunk.next_offset


def mark_lines(data: bytes, member: Member) -> bytes:
    """The lines with the member's rank before their text, as `[1] text`."""
    marked = []
    for line in data.splitlines(keepends=True):
        fields = line.split(b" ", 3)
        if len(fields) == 4:
            fields[3] = b"[%d] " % member.rank + fields[3]
        marked.append(b" ".join(fields))
    return b"".join(marked)


def _on_our_clock(answer: MemberReport, now_ms: int, entry: Entry, member: Member) -> Report:
    """Times as our clock showed them, when they were first seen: a node's may be anything.

    How long it ran is the node's monotonic clock's word, save for one that was lost by a boot of
    its node: that can't have run longer than we know of it.
    """
    report = answer.report
    if report.started_ms is not None:
        entry.starts.setdefault(member.rank, now_ms - report.ran_ms)
    if report.phase is Phase.LOST and member.rank in entry.starts:
        most_ms = max(0, now_ms - entry.starts[member.rank])
        report = dataclasses.replace(report, ran_ms=min(report.ran_ms, most_ms))
    return dataclasses.replace(
        report,
        started_ms=None if report.started_ms is None else entry.starts[member.rank],
        saved_ms=None if answer.saved_age_ms is None else now_ms - answer.saved_age_ms,
    )


def _append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)
