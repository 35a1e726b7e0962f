"""Slugs: the short names of organizations and projects in addresses and on the command line."""

from __future__ import annotations

import re
import unicodedata

from jarip.cloud.errors import InvalidInputError

PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def check_slug(slug: str) -> str:
    """The slug itself, or InvalidInputError."""
    if not PATTERN.fullmatch(slug):
        raise InvalidInputError(
            f"{slug!r} is not a slug",
            where="slug",
            todo="use up to 63 lower-case letters, digits and hyphens",
        )
    return slug


def slug_from_name(name: str, fallback: str) -> str:
    """A slug from a name; `fallback` when the name has no Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:63].strip("-")
    return slug or fallback
