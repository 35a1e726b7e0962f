"""A text in both languages of the cloud."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Text(BaseModel):
    """A text in English and Korean."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    en: str = Field(min_length=1)
    ko: str = Field(min_length=1)

    def in_locale(self, locale: str) -> str:
        """The text in `ko` or, for any other locale, `en`."""
        return self.ko if locale == "ko" else self.en
