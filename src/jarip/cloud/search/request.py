"""What is searched for, where, since when: checked input."""

from __future__ import annotations

import calendar
import shlex
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from jarip.cloud.errors import InvalidInputError
from jarip.cloud.search.documents import Kind
from jarip.cloud.search.tokens import is_pair, normalise

MOST_WORDS = 10
MOST_CHARACTERS = 200
TRIGRAM = 3


class Scope(StrEnum):
    """In which part of things to look."""

    ALL = "all"
    TITLE = "title"
    BODY = "body"
    BOTH = "both"
    KEYWORD = "keyword"
    AUTHOR = "author"


COLUMNS: dict[Scope, tuple[str, ...]] = {
    Scope.ALL: ("title", "body", "keywords", "author"),
    Scope.TITLE: ("title",),
    Scope.BODY: ("body",),
    Scope.BOTH: ("title", "body"),
    Scope.KEYWORD: ("keywords",),
    Scope.AUTHOR: ("author",),
}


class Period(StrEnum):
    """Since when. `own` takes the dates given."""

    ALL = "all"
    WEEK = "1w"
    MONTH = "1m"
    HALF_YEAR = "6m"
    OWN = "own"


MONTHS = {Period.MONTH: 1, Period.HALF_YEAR: 6}
FAR_FUTURE_MS = 2**42


@dataclass(frozen=True)
class Words:
    """The words of a query, lower-cased, by how they can be looked up."""

    long: tuple[str, ...]
    pairs: tuple[str, ...]
    rest: tuple[str, ...]
    """Too short for any index: they only narrow down what the others find."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every word."""
        return (*self.long, *self.pairs, *self.rest)


@dataclass(frozen=True)
class SearchRequest:
    """A query: every word has to be there, within [from_ms, to_ms)."""

    words: Words
    scope: Scope = Scope.ALL
    kinds: frozenset[Kind] = frozenset(Kind)
    from_ms: int = 0
    to_ms: int = FAR_FUTURE_MS
    limit: int = 20
    before_id: int | None = None
    """Go on after this document."""


def parse_words(text: str) -> Words:
    """The words of a query; what stands in double quotes is one. InvalidInputError if there is
    nothing to look for."""
    plain = normalise(text).strip()
    if len(plain) > MOST_CHARACTERS:
        raise InvalidInputError(f"is longer than {MOST_CHARACTERS} letters", where="q")
    words = list(dict.fromkeys(word.lower() for word in _split(plain) if word.strip()))
    if len(words) > MOST_WORDS:
        raise InvalidInputError(f"has more than {MOST_WORDS} words", where="q")
    long = tuple(word for word in words if len(word) >= TRIGRAM)
    pairs = tuple(word for word in words if len(word) < TRIGRAM and is_pair(word))
    rest = tuple(word for word in words if len(word) < TRIGRAM and not is_pair(word))
    if not long and not pairs:
        raise InvalidInputError(
            "there is nothing to look for", where="q", todo="write a word of two letters or more"
        )
    return Words(long, pairs, rest)


def span_of_period(
    period: Period, zone: ZoneInfo, now_ms: int, first: date | None, last: date | None
) -> tuple[int, int]:
    """The span of a period, [from, to) in milliseconds; own dates are whole days of the zone."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone)
    if period is Period.WEEK:
        return now_ms - 7 * 86_400_000, FAR_FUTURE_MS
    if period in MONTHS:
        start = datetime.combine(_months_before(now.date(), MONTHS[period]), now.time(), zone)
        return _ms(start), FAR_FUTURE_MS
    if period is Period.OWN:
        if first and last and first > last:
            raise InvalidInputError("the first day comes after the last", where="from")
        start_ms = _ms(datetime.combine(first, time.min, zone)) if first else 0
        end = last + timedelta(days=1) if last else None
        return start_ms, _ms(datetime.combine(end, time.min, zone)) if end else FAR_FUTURE_MS
    return 0, FAR_FUTURE_MS


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.quotes, lexer.escape, lexer.commenters = '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark without its other half
        return text.replace('"', " ").split()


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
