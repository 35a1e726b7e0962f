"""The part of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BEFORE, AFTER = 80, 240


def cut_snippet(body: str, words: Sequence[str]) -> str:
    """The text around the first of the words, from the start of its line where that is near; the
    beginning where none is in it."""
    lower = body.lower()
    places = [place for word in words if (place := lower.find(word)) >= 0]
    first = min(places, default=0)
    start = max(0, first - BEFORE)
    line = body.rfind("\n", start, first) + 1
    start = line or start
    end = min(len(body), first + AFTER)
    text = body[start:end].strip("\n")
    return ("…" if start else "") + text + ("…" if end < len(body) else "")


def mark_words(text: str, words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The text in parts: (part, whether it is one of the words). Lower-casing that changes lengths,
    as of İ, is left unmarked."""
    lower = text.lower()
    if len(lower) != len(text):
        yield text, False
        return
    marked = [False] * len(text)
    for word in words:
        place = lower.find(word)
        while word and place >= 0:
            marked[place : place + len(word)] = [True] * len(word)
            place = lower.find(word, place + 1)
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marked[end] != marked[start]:
            yield text[start:end], marked[start]
            start = end
