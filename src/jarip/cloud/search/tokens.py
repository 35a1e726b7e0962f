"""Tokens beside trigrams: who owns a document, and pairs for queries of two letters."""

from __future__ import annotations

import hashlib
import re
import unicodedata

PRIVATE_USE = 0xE000
PRIVATE_USE_SIZE = 6400
EAST_ASIAN = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
_RUNS = re.compile(f"[{EAST_ASIAN}]+")
_SHORT_WORDS = re.compile(r"(?<![a-z0-9])[a-z0-9]{1,2}(?![a-z0-9])")
_PAIR = re.compile(f"[{EAST_ASIAN}]{{2}}|[a-z0-9]{{1,2}}")


def owner_token(organization_id: str, kind: str) -> str:
    """One trigram that stands for an organization and a kind, so that the index itself keeps
    others' documents out. Two that collide are told apart by the documents' own columns.

    Three characters of the private use area: 2.6 × 10¹¹ tokens that no text has.
    """
    digest = hashlib.blake2b(f"{organization_id}\0{kind}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(3):
        number, letter = divmod(number, PRIVATE_USE_SIZE)
        letters.append(chr(PRIVATE_USE + letter))
    return "".join(letters)


def normalise(text: str) -> str:
    """Composed (NFC), so that Hangul typed in either form is the same; no NUL, which PostgreSQL
    refuses, nor letters of the private use area."""
    composed = unicodedata.normalize("NFC", text).replace("\0", " ")
    return re.sub("[\ue000-\uf8ff]", " ", composed)


def pair_tokens(text: str) -> str:
    """Every pair of neighbouring East Asian letters, and every word of one or two Latin letters or
    digits, once each: trigrams can't find what has two letters, and Korean words often do."""
    lower = text.lower()
    pairs = {
        run[start : start + 2] for run in _RUNS.findall(lower) for start in range(len(run) - 1)
    }
    return " ".join(sorted(pairs | set(_SHORT_WORDS.findall(lower))))


def is_pair(word: str) -> bool:
    """Whether a word is looked up among the pairs."""
    return _PAIR.fullmatch(word.lower()) is not None
