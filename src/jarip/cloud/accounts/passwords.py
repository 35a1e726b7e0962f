"""Passwords: what makes one acceptable, and how it is hashed (argon2id).

The cost follows OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane): about 20 ms of one
core, and little enough memory that many log-ins at once don't exhaust a small machine. Rules follow
NIST SP 800-63B: length and not being guessable count, character classes do not.
"""

from __future__ import annotations

import functools
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from jarip.cloud.errors import InvalidInputError

FEWEST_CHARACTERS = 10
MOST_CHARACTERS = 256
FEWEST_DIFFERENT = 5
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def check_password(password: str, email: str = "") -> None:
    """InvalidInputError unless the password is long and not an obvious guess."""
    text = _normalise(password)
    if not FEWEST_CHARACTERS <= len(text) <= MOST_CHARACTERS:
        raise InvalidInputError(
            f"a password has {FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters",
            where="password",
            todo="a few words that don't belong together are easy to keep in mind",
        )
    name = email.partition("@")[0]
    own = len(name) >= 4 and name in text.lower()
    if own or len(set(text)) < FEWEST_DIFFERENT or _is_sequence(text.lower()):
        raise InvalidInputError(
            "this password is easy to guess",
            where="password",
            todo="leave out your name, sequences and repeated letters",
        )


def hash_password(password: str) -> str:
    """The argon2id hash to store, its salt and cost included."""
    return _hasher.hash(_normalise(password))


def password_matches(password: str, stored_hash: str) -> bool:
    """Whether the password is the one that was hashed. An empty hash matches nothing.

    Takes as long for somebody without a password, so that time tells nobody who has an account.
    """
    try:
        matches = _hasher.verify(stored_hash or _nobodys_hash(), _normalise(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(stored_hash)


def needs_rehash(stored_hash: str) -> bool:
    """Whether the hash was made with another cost than today's."""
    return _hasher.check_needs_rehash(stored_hash)


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def _normalise(password: str) -> str:
    # The same letters typed on another keyboard may come in another form (NIST SP 800-63B 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _is_sequence(text: str) -> bool:
    """Whether it is a run through a keyboard row or the alphabet, such as `1234567890`."""
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm")
    return any(text in row * 3 or text in row[::-1] * 3 for row in rows) or text.startswith(
        "password"
    )
