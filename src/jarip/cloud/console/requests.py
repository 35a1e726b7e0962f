"""What a page's function asks for: the view, and the form that was sent."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.language import LANGUAGES, choose_language
from jarip.cloud.console.view import View
from jarip.cloud.console.visitor import Visitor
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import NotAllowedError

FindVisitor = Callable[[Request, CloudContext], Visitor | None]
"""Who a request is from; None if nobody signed in."""

LANGUAGE_COOKIE, THEME_COOKIE, PROJECT_COOKIE = "jarip_language", "jarip_theme", "jarip_project"
THEMES = ("auto", "light", "dark")


def get_view(request: Request) -> View:
    """The view of a request, signed in or not."""
    state = request.app.state
    find_visitor: FindVisitor = state.find_visitor
    visitor = find_visitor(request, state.cloud)
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    if language not in LANGUAGES:
        language = choose_language(request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME_COOKIE, "")
    view = View(
        request,
        state.cloud,
        state.loop,
        visitor,
        language,
        theme if theme in THEMES else "auto",
    )
    request.state.view = view
    return view


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

    def all(self, name: str) -> list[str]:
        """Every value of a field that is there several times."""
        return [value for value in self.texts.get(name, []) if value]

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))


async def read_form(request: Request, view: Open) -> Form:
    """The form, if it was sent by one of our own pages.

    NotAllowedError otherwise: another site's page doesn't know the visitor's token.
    """
    texts: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    async with request.form(max_files=10_000, max_fields=10_000) as data:
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                files.setdefault(name, []).append(value)
            else:
                texts.setdefault(name, []).append(value)
        form = Form(texts, files)
        expected = view.visitor.csrf if view.visitor else ""
        if view.visitor and not hmac.compare_digest(form.text("csrf"), expected):
            raise NotAllowedError(
                "the form is too old, or another site sent it",
                where=request.url.path,
                todo="go back, load the page again, and send it once more",
            )
    return form


Sent = Annotated[Form, Depends(read_form)]
"""A page's parameter: the form that was sent, checked to be ours."""
