"""Tokens beside trigrams: who owns a document, and what queries of one or two letters look up."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
import unicodedata

PRIVATE_USE = 0xE000
PRIVATE_USE_SIZE = 6400
EAST_ASIAN = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
_RUNS = re.compile(f"[{EAST_ASIAN}]+")
_SHORT_WORDS = re.compile(r"(?<![a-z0-9])[a-z0-9]{1,2}(?![a-z0-9])")
_PAIR = re.compile(f"[{EAST_ASIAN}]{{1,2}}|[a-z0-9]{{1,2}}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@functools.lru_cache(maxsize=4096)
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
    plain = text.replace("\0", " ")
    return plain if plain.isascii() else _PRIVATE.sub(" ", unicodedata.normalize("NFC", plain))


def pair_tokens(text: str) -> str:
    """Every East Asian letter and every pair of neighbouring ones, and every word of one or two
    Latin letters or digits, once each: trigrams can't find what has fewer than three letters, and
    Korean words often do."""
    lower = text.lower()
    tokens = set(_SHORT_WORDS.findall(lower))
    for run in set(_RUNS.findall(lower)):
        tokens.update(run)
        tokens.update(map("".join, itertools.pairwise(run)))
    return " ".join(sorted(tokens))


def is_pair(word: str) -> bool:
    """Whether a word is looked up among the pairs."""
    return _PAIR.fullmatch(word.lower()) is not None
