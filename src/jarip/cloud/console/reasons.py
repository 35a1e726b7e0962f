"""Sentences of the domains in the visitor's language.

Domains write why a job waits or an invoice can't be paid as one English sentence, which REST, the
command line and the log show as it is. For the console, `words/reasons.txt` and `words/errors.txt`
list these sentences with places for what varies; one that is not listed is shown as it is. A test
reads every error that domains and engines raise, and looks for its sentence there.
"""

from __future__ import annotations

import re
from functools import cache

from jarip.cloud.console.language import (
    DEFAULT,
    FOLDER,
    LANGUAGES,
    SENTENCES_FILES,
    read_lines,
)

PLACE = re.compile(r"\{(\w+)\}")
NESTED = ("where", "asked", "held", "jobs", "what", "error")
"""Places that hold a phrase by itself, such as `2 chips`."""
NUMBER = "number"
"""The place that holds nothing but a number."""


def translate_reason(text: str, language: str) -> str:
    """The sentence in a language; clauses joined by `; ` are translated one by one."""
    if language == DEFAULT or not text:
        return text
    whole = _translate(text, language)
    if whole is not None:
        return whole
    clauses = text.split("; ")
    return "; ".join(_translate(clause, language) or clause for clause in clauses)


def explain_end(words: str, sentence: str, language: str) -> str:
    """Why an attempt ended: its sentence in the language, or, where that is not known, the
    `words` that stand for its code, and then the sentence as it is."""
    told = translate_reason(sentence, language)
    if language == DEFAULT or told != sentence or not words:
        return told
    return f"{words}: {sentence}"


def _translate(text: str, language: str) -> str | None:
    for pattern, texts in _read_reasons():
        match = pattern.fullmatch(text)
        if match:
            places = {
                name: (_translate(value, language) or value) if name in NESTED else value
                for name, value in match.groupdict().items()
            }
            return texts[language].format(**places)
    return None


@cache
def _read_reasons() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    lines = [line for name in SENTENCES_FILES for line in read_lines(FOLDER / name)]
    # The sentence that says more is tried first.
    lines.sort(key=lambda texts: -len(PLACE.sub("", texts[0])))
    return [(_pattern(texts[0]), dict(zip(LANGUAGES, texts, strict=True))) for texts in lines]


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = PLACE.split(sentence)
    # Every second part is a place's name.
    return re.compile(
        "".join(
            f"(?P<{part}>{r'[0-9.,]+' if part == NUMBER else '[^;]+?'})"
            if place % 2
            else re.escape(part)
            for place, part in enumerate(parts)
        )
    )
