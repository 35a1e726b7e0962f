"""Choosing the language, the theme and the project: kept in cookies."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Response

from jarip.cloud.console.language import LANGUAGES
from jarip.cloud.console.requests import (
    LANGUAGE_COOKIE,
    PROJECT_COOKIE,
    THEME_COOKIE,
    THEMES,
    Open,
    Sent,
    Signed,
)
from jarip.cloud.console.view import View

router = APIRouter()
YEAR_S = 365 * 24 * 3600


@router.post("/preferences")
def set_preferences(view: Open, form: Sent) -> Response:
    """Set language and theme, whichever the form names."""
    response = view.go(own_path(form.text("next")))
    if form.text("language") in LANGUAGES:
        _keep(view, response, LANGUAGE_COOKIE, form.text("language"))
    if form.text("theme") in THEMES:
        _keep(view, response, THEME_COOKIE, form.text("theme"))
    return response


@router.post("/project")
def choose_project(view: Signed, form: Sent) -> Response:
    """Show one project only, or all of them."""
    chosen = form.text("project")
    response = view.go(own_path(form.text("next")))
    if not chosen or chosen in {project.id for project in view.signed.projects}:
        _keep(view, response, PROJECT_COOKIE, chosen)
    return response


def keep_language(view: View, response: Response, language: str) -> Response:
    """Keep a language that was chosen elsewhere."""
    _keep(view, response, LANGUAGE_COOKIE, language)
    return response


def own_path(path: str) -> str:
    """The path if it leads to a page of ours, else the first page: no redirect leads elsewhere."""
    parts = urlsplit(path)
    mine = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if mine and not parts.scheme and not parts.netloc else "/"


def _keep(view: View, response: Response, name: str, value: str) -> None:
    secure = view.request.url.scheme == "https"
    response.set_cookie(name, value, YEAR_S, samesite="lax", httponly=True, secure=secure)
