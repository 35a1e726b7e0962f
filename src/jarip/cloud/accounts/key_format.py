"""What an API key looks like: `jrp_` + public prefix + `_` + secret + checksum.

The prefix finds the record and is shown in lists. The secret has 190 random bits, so its stored
hash may be a fast one; it is keyed with the installation's secret, so that a stolen database alone
lets nobody guess or forge. The checksum tells a mistyped key from a wrong one without a query, and
lets secret scanners find leaked keys with certainty.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import zlib
from dataclasses import dataclass

ALPHABET = string.digits + string.ascii_letters
PREFIX_LENGTH = 10
SECRET_LENGTH = 32
CHECKSUM_LENGTH = 6


@dataclass(frozen=True)
class KeyText:
    """A key as its owner holds it."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        body = f"jrp_{self.prefix}_{self.secret}"
        return body + _checksum(body)

    def __repr__(self) -> str:
        return f"KeyText({self.prefix}, ...)"  # a key never reaches a log by accident


def new_key_text() -> KeyText:
    """A new random key."""
    return KeyText(_random(PREFIX_LENGTH), _random(SECRET_LENGTH))


def parse_key_text(text: str) -> KeyText | None:
    """The key in `text`, None if it is not one (its checksum included)."""
    parts = text.split("_")
    if len(parts) != 3 or parts[0] != "jrp":
        return None
    prefix, tail = parts[1], parts[2]
    if len(prefix) != PREFIX_LENGTH or len(tail) != SECRET_LENGTH + CHECKSUM_LENGTH:
        return None
    key = KeyText(prefix, tail[:SECRET_LENGTH])
    return key if str(key) == text else None


def hash_key(key: KeyText, installation_secret: bytes) -> str:
    """The keyed hash to store (BLAKE2b, 32 bytes, in hexadecimal)."""
    return hashlib.blake2b(
        str(key).encode(), key=installation_secret, digest_size=32, person=b"jarip api key"
    ).hexdigest()


def key_matches(key: KeyText, stored_hash: str, installation_secret: bytes) -> bool:
    """Whether the key is the one whose hash was stored, in constant time."""
    return hmac.compare_digest(hash_key(key, installation_secret), stored_hash)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = []
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)
