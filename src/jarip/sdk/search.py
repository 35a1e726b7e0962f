"""Searching over everything, as the client sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jarip.sdk.models import parse
from jarip.sdk.transport import Transport


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `ref` is its id; of a piece of a log, the job's."""

    kind: str
    """job, log, project, member, invoice or audit."""
    ref: str
    project_id: str
    title: str
    snippet: str
    keywords: str
    author: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, newest first. `total` is counted up to a limit; then `is_exact` is false."""

    items: list[Hit]
    total: int
    is_exact: bool
    next_cursor: str


class Search:
    """`client.search`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def find(
        self,
        text: str,
        *,
        scope: str = "all",
        kinds: Sequence[str] = (),
        period: str = "all",
        first_day: str = "",
        last_day: str = "",
        limit: int = 20,
        cursor: str = "",
    ) -> Found:
        """One page of what has every word of `text`. Days are ISO dates, both included."""
        params: dict[str, object] = {
            "q": text,
            "scope": scope,
            "kind": list(kinds),
            "period": "own" if first_day or last_day else period,
            "limit": limit,
            "cursor": cursor,
        }
        if first_day:
            params["from"] = first_day
        if last_day:
            params["to"] = last_day
        answer = self._transport.request("GET", "/v1/search", params=params)
        hits = [parse(Hit, each) for each in answer["items"]]
        return Found(hits, answer["total"], answer["is_exact"], answer["next_cursor"])
