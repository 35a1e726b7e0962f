"""Search over everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from markupsafe import Markup, escape

from jarip.cloud.console.requests import Signed
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.search.documents import Kind
from jarip.cloud.search.query import COUNT_UP_TO, Hit, may_find, search_documents
from jarip.cloud.search.request import (
    Period,
    Scope,
    SearchRequest,
    Words,
    parse_words,
    span_of_period,
)
from jarip.cloud.search.snippets import mark_words

router = APIRouter()

PLACES = {
    Kind.JOB: "/jobs/{ref}",
    Kind.LOG: "/jobs/{ref}",
    Kind.PROJECT: "/projects",
    Kind.MEMBER: "/members",
    Kind.INVOICE: "/invoices/{ref}",
    Kind.AUDIT: "/audit?entry={ref}",
}
ICONS = {
    Kind.JOB: "play",
    Kind.LOG: "list",
    Kind.PROJECT: "folder",
    Kind.MEMBER: "person",
    Kind.INVOICE: "file",
    Kind.AUDIT: "shield",
}


@dataclass(frozen=True)
class ShownHit:
    """A hit with its words marked and where it leads."""

    kind: Kind
    icon: str
    path: str
    title: Markup
    snippet: Markup
    keywords: str
    author: str
    at_ms: int


@router.get("/search")
def show_search(
    view: Signed,
    q: str = "",
    scope: Scope = Scope.ALL,
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006
    period: Period = Period.ALL,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    cursor: Annotated[str, Query(pattern="^[0-9]{0,18}$")] = "",
) -> Response:
    """The form, and what was found."""
    values: dict[str, Any] = {
        "q": q,
        "scope": scope,
        "scopes": list(Scope),
        "chosen": kind,
        "kinds": [each for each in Kind if each in may_find(view.principal)],
        "period": period,
        "periods": list(Period),
        "first": first,
        "last": last,
        "found": None,
        "hits": [],
        "most": COUNT_UP_TO,
    }
    if not q.strip():
        return view.page("search.html", **values)
    try:
        words = parse_words(q)
        days = _day(first), _day(last)
        start_ms, end_ms = span_of_period(period, view.zone, view.now_ms, *days)
    except CloudError as error:
        return view.again("search.html", error, **values)
    before = int(cursor) if cursor else None
    request = SearchRequest(
        words, scope, frozenset(kind or Kind), start_ms, end_ms, before_id=before
    )
    with view.cloud.database.read() as session:
        found = search_documents(session, view.principal, request)
    values["found"] = found
    values["hits"] = [_show(hit, words) for hit in found.hits]
    return view.page("search.html", **values)


def _show(hit: Hit, words: Words) -> ShownHit:
    return ShownHit(
        hit.kind,
        ICONS[hit.kind],
        PLACES[hit.kind].format(ref=hit.ref),
        mark(hit.title, words.all),
        mark(hit.snippet, words.all),
        hit.keywords,
        hit.author,
        hit.at_ms,
    )


def mark(text: str, words: Sequence[str]) -> Markup:
    """The text, escaped, with the words marked."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if is_word else escape(part)
        for part, is_word in mark_words(text, words)
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInputError(f"{text!r} is not a day", where="from", todo="2026-01-31") from None
