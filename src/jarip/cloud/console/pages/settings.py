"""A person's own settings: name, language, organization. How they log in is in `security.py`."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.accounts.session_principal import choose_organization
from jarip.cloud.accounts.tables import LoginSession, User
from jarip.cloud.console.language import LANGUAGES
from jarip.cloud.console.pages.preferences import keep_language
from jarip.cloud.console.requests import Sent, Signed
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import InvalidInputError

router = APIRouter(prefix="/settings")


@router.get("")
def show_settings(view: Signed) -> Response:
    """All settings."""
    return view.page("settings.html")


@router.post("/profile", name="change_profile")
def send_profile(view: Signed, form: Sent) -> Response:
    """Change name and language."""
    name, language = form.text("name"), form.text("language")
    if not 1 <= len(name) <= 200 or language not in LANGUAGES:
        raise InvalidInputError("a name has 1 to 200 letters", where="name")
    with view.cloud.database.write() as session:
        user = get_row(session, User, view.principal.actor_id)
        user.name, user.locale = name, language
    return keep_language(view, view.go("/settings", "saved"), language)


@router.post("/organization", name="choose_own_organization")
def send_organization(view: Signed, form: Sent) -> Response:
    """Act in another organization from now on."""
    with view.cloud.database.write() as session:
        row = get_row(session, LoginSession, view.principal.session_id)
        choose_organization(session, row, view.signed.user, form.text("organization"))
    return view.go("/")
