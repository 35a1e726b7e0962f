"""What a provider's token says of a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """Who the provider says somebody is."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    name: str
