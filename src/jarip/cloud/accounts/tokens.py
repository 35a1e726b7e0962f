"""Random tokens for cookies and links: shown to their owner, stored only as keyed hashes.

A token has 256 random bits, so a fast hash is enough; it is keyed with the installation's secret,
so that a stolen database alone opens nothing. The purpose is part of the hash: a token that
resets a password opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum

TOKEN_BYTES = 32
MOST_CHARACTERS = 200


class Purpose(StrEnum):
    """What a token is for. At most 16 characters, BLAKE2b's personalisation."""

    SESSION = "session"
    CSRF = "csrf"
    INVITATION = "invitation"
    SET_UP = "set-up"
    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"
    RECOVERY = "recovery-code"
    LOCKOUT = "lockout"
    DEVICE = "device"
    OIDC = "oidc-state"


def new_token() -> str:
    """A new random token, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(text: str, purpose: Purpose, installation_secret: bytes) -> str:
    """The keyed hash to store and to look up (BLAKE2b, 32 bytes, in hexadecimal).

    Looking a row up by it gives away nothing by timing: the hash can't be steered without the key.
    """
    return hashlib.blake2b(
        text[:MOST_CHARACTERS].encode(errors="replace"),
        key=installation_secret,
        digest_size=32,
        person=purpose.encode(),
    ).hexdigest()
