"""Sealing short texts that must be read again: AES-256-GCM under the installation's secret.

Each purpose has its own key (HKDF), and the place a text belongs to is authenticated with it, so
that a sealed text is of no use in another place.
Source: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

from __future__ import annotations

import base64
import functools
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class UnsealError(ValueError):
    """Sealed for another place or purpose, by another installation, or tampered with."""


def seal_text(installation_secret: bytes, purpose: str, place: str, text: str) -> str:
    """The text sealed for a purpose and a place (such as a row's id), in base 64."""
    nonce = os.urandom(NONCE_BYTES)
    cipher = _cipher(installation_secret, purpose)
    return base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), place.encode())).decode()


def unseal_text(installation_secret: bytes, purpose: str, place: str, sealed: str) -> str:
    """The text that was sealed; UnsealError if it wasn't, here."""
    raw = base64.b64decode(sealed)
    cipher = _cipher(installation_secret, purpose)
    try:
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except InvalidTag:
        raise UnsealError(f"not sealed by this installation for {place}") from None


@functools.lru_cache(maxsize=32)
def _cipher(installation_secret: bytes, purpose: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return AESGCM(derive.derive(installation_secret))
