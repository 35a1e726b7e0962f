"""Signatures of Stripe's webhooks (https://docs.stripe.com/webhooks#verify-manually)."""

from __future__ import annotations

import hashlib
import hmac

from jarip.cloud.errors import NotSignedInError

TOLERANCE_S = 300
"""How old a signed event may be: an older one may be a replay by somebody who listened."""


def check_signature(header: str, body: bytes, secret: str, now_ms: int) -> None:
    """NotSignedInError unless `header` signs `body` with `secret`, not long ago."""
    pairs = [part.partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in pairs if name.strip() == "t"]
    signatures = [value for name, value in pairs if name.strip() == "v1"]
    if len(times) != 1 or not times[0].isdecimal() or len(times[0]) > 15 or not signatures:
        raise _refused("the signature's form is wrong")
    if abs(now_ms // 1000 - int(times[0])) > TOLERANCE_S:
        raise _refused(f"the signature is not of the last {TOLERANCE_S} seconds")
    expected = sign(times[0], body, secret)
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in signatures):
        raise _refused("the signature is not right")


def sign(time_s: str, body: bytes, secret: str) -> str:
    """The signature of a body at a time, in hexadecimal."""
    return hmac.new(secret.encode(), time_s.encode() + b"." + body, hashlib.sha256).hexdigest()


def _refused(what: str) -> NotSignedInError:
    return NotSignedInError(
        what, where="Stripe-Signature", todo="check JARIP_STRIPE_WEBHOOK_SECRET and the clock"
    )
