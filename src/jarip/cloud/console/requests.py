"""What a page's function asks for: the view, and the form that was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import SecretStr
from starlette.datastructures import UploadFile

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.language import LANGUAGES, choose_language
from jarip.cloud.console.view import View
from jarip.cloud.console.visitor import Visitor, find_visitor
from jarip.cloud.errors import InvalidInputError, NotSignedInError
from jarip.cloud.web.caller import note_access
from jarip.cloud.web.csrf import SentCsrfToken, check_origin

LANGUAGE_COOKIE, THEME_COOKIE, PROJECT_COOKIE = "jarip_language", "jarip_theme", "jarip_project"
THEMES = ("auto", "light", "dark")
MOST_FILES = 10_000

IsPart = Annotated[bool, Header(alias="HX-Request")]
"""A page's parameter: whether HTMX asks, for a part of a page that is no page by itself."""

Choice = TypeVar("Choice", bound=StrEnum)


def get_view(request: Request, sent_csrf: SentCsrfToken) -> View:
    """The view of a request, signed in or not. A form of another site is refused."""
    check_origin(request)
    view = make_view(request, None)
    try:
        chosen = request.cookies.get(PROJECT_COOKIE, "")
        view.visitor = find_visitor(request, view.cloud, sent_csrf, chosen)
    except NotSignedInError as error:
        view.no_visitor = error
    if view.visitor and request.cookies.get(LANGUAGE_COOKIE) not in LANGUAGES:
        view.language = view.visitor.language
    return view


def make_view(request: Request, visitor: Visitor | None) -> View:
    """A view in the language that the browser asks for."""
    state = request.app.state
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    if language not in LANGUAGES:
        language = choose_language(request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME_COOKIE, "")
    theme = theme if theme in THEMES else "auto"
    request.state.view = View(request, state.cloud, state.loop, visitor, language, theme)
    return request.state.view  # type: ignore[no-any-return]


Open = Annotated[View, Depends(get_view)]
"""A page's parameter: the view, also of somebody who did not sign in."""


def get_signed_view(view: Open) -> View:
    """The view of somebody who signed in."""
    _ = view.signed
    return view


Signed = Annotated[View, Depends(get_signed_view)]
"""A page's parameter: the view of a visitor; others are sent to sign in."""


def require(permission: Permission) -> Callable[[View], View]:
    """A dependency: the view of a visitor who has the permission."""

    def check(view: Signed) -> View:
        view.principal.check(permission)
        if permission is Permission.OPERATOR and not view.principal.is_visiting:
            note_access(view.cloud, organization_id="")
        return view

    return check


@dataclass(frozen=True)
class Form:
    """A form that was sent."""

    texts: dict[str, list[str]]
    files: dict[str, list[UploadFile]]

    def text(self, name: str) -> str:
        """A field's text without blanks around it; empty if it is not there."""
        return self.texts.get(name, [""])[-1].strip()

    def raw(self, name: str) -> SecretStr:
        """A password, with its blanks."""
        return SecretStr(self.texts.get(name, [""])[-1])

    def all(self, name: str) -> list[str]:
        """Every value of a field that is there several times."""
        return [value for value in self.texts.get(name, []) if value]

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """One of the words of a declared list; InvalidInputError for any other."""
        return choose(self.text(name), kind, name)

    def number(self, name: str, most: int) -> int | None:
        """A whole number from 0 to `most`, None if the field is empty; else InvalidInputError."""
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and int(text[:18]) <= most):
            raise InvalidInputError(f"is not a whole number up to {most:,}", where=name)
        return int(text)

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))


def choose(text: str, kind: type[Choice], where: str) -> Choice:
    """A word of a declared list; InvalidInputError names the field otherwise."""
    try:
        return kind(text)
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is none of the choices", where=where, todo=f"one of {', '.join(kind)}"
        ) from None


async def read_form(request: Request, view: Open) -> Form:
    """The form. That one of our own pages sent it is checked where the visitor is found."""
    texts: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    data = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
    for name, value in data.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
        elif value.filename:
            files.setdefault(name, []).append(value)
    return Form(texts, files)


Sent = Annotated[Form, Depends(read_form)]
"""A page's parameter: the form that was sent."""
