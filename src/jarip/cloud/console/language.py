"""The console's words: every one by its name, in every language.

`words/*.txt` have a line a word, `name | English | Korean`; `{places}` stand for what varies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "ko")
DEFAULT = "en"


@cache
def read_words() -> Mapping[str, Mapping[str, str]]:
    """Name → language → text, of all files. ValueError if a name is there twice."""
    words: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        if path.name in SENTENCES_FILES:
            continue
        for name, *texts in read_lines(path):
            if name in words:
                raise ValueError(f"{path.name}: {name} is there twice")
            words[name] = dict(zip(LANGUAGES, texts, strict=True))
    return words


def read_lines(path: Path) -> Iterator[list[str]]:
    """The parts of each line that is neither empty nor a comment."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split(" | ")


SENTENCES_FILES = ("reasons.txt", "errors.txt")
"""Sentences that domains write in English; see `reasons.py`."""


def say(name: str, language: str, /, **values: object) -> str:
    """The words called `name`. KeyError for a name there is none of: tests look for that."""
    text = read_words()[name][language]
    return text.format(**values) if values else text


def choose_language(accept: str) -> str:
    """The best language of an Accept-Language header (RFC 9110, section 12.5.4)."""
    wishes = []
    for place, part in enumerate(accept.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, place, tag.split("-")[0].lower()))
    for weight, _, tag in sorted(wishes):
        if tag in LANGUAGES and weight < 0:
            return tag
    return DEFAULT
