"""Messages from templates: subject, plain text, and the same text as simple HTML."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"
LOCALES = ("en", "ko")
MOST_SUBJECT = 250
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Rendered:
    """A message's subject and its text."""

    subject: str
    text: str


def render_mail(template: str, locale: str, values: Mapping[str, object]) -> Rendered:
    """A message in `ko` or, for any other locale, `en`. A value that is missing is an error."""
    name = f"{template}.{locale if locale in LOCALES else 'en'}.txt"
    whole = _texts().get_template(name).render(values)
    subject, _, text = whole.partition("\n")
    # A name with a line break in it must not become a header of its own.
    return Rendered(" ".join(subject.split())[:MOST_SUBJECT], text.strip() + "\n")


def make_html(text: str) -> str:
    """A message's text as HTML: a paragraph each, a link where a line is only an address."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    blocks = [(part, bool(LINK.fullmatch(part))) for part in paragraphs]
    return _pages().get_template("frame.html").render(blocks=blocks)


@functools.cache
def _texts() -> Environment:
    # Plain text: what is escaped here would be escaped twice in the HTML part.
    return _make_environment(autoescape=False)


@functools.cache
def _pages() -> Environment:
    return _make_environment(autoescape=True)


def _make_environment(*, autoescape: bool) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: no start needs it

    return Environment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=autoescape
    )
