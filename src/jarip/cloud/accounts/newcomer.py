"""What a person tells about themselves when they first come in."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr

from jarip.cloud.accounts.passwords import MOST_CHARACTERS

Locale = Field(default="en", pattern="^(en|ko)$", description="Language: en or ko")


class Newcomer(BaseModel):
    """A name, a password, a language."""

    name: str = Field(min_length=1, max_length=200, examples=["Kim Ji-woo"])
    password: SecretStr = Field(max_length=MOST_CHARACTERS)
    locale: str = Locale
