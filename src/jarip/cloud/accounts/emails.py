"""E-mail addresses, in the one form they are kept in."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

PATTERN = re.compile(r"[^@\s\x00-\x20\"(),:;<>\[\\\]]{1,64}@[^@\s\x00-\x20_]{1,189}")


def normalise_email(text: str) -> str:
    """The address in lower case; ValueError if it can't be one."""
    email = text.strip().lower()
    local, _, domain = email.partition("@")
    parts = domain.split(".")
    if not PATTERN.fullmatch(email) or len(email) > 254 or not all(parts) or len(parts) < 2:
        raise ValueError(f"{text[:80]!r} is not an e-mail address")
    if ".." in local or local.startswith(".") or local.endswith("."):
        raise ValueError(f"{text[:80]!r} is not an e-mail address")
    return email


Email = Annotated[str, Field(max_length=300), AfterValidator(normalise_email)]
"""A field that holds an e-mail address."""
