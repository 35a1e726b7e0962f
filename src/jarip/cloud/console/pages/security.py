"""One's own security: password, second factor, sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.entering import replace_session
from jarip.cloud.accounts.lockout import begin_try, code_door, forgive
from jarip.cloud.accounts.password_change import ChangePassword, change_password
from jarip.cloud.accounts.second_factor import (
    begin_second_factor,
    check_code,
    confirm_second_factor,
    count_recovery_codes,
    draw_qr_code,
    has_second_factor,
    make_recovery_codes,
    remove_second_factor,
)
from jarip.cloud.accounts.sessions import end_session, list_sessions
from jarip.cloud.console.requests import Sent, Signed
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import set_session_cookie

router = APIRouter(prefix="/account/security")
PAGE = "security.html"


@router.get("")
def show_security(view: Signed) -> Response:
    """Password, second factor, sessions."""
    return view.page(PAGE, **_values(view))


@router.post("/password")
def send_password(view: Signed, form: Sent, client: Client) -> Response:
    """Change the password."""
    try:
        request = ChangePassword(password=form.raw("password"), new_password=form.raw("new"))
        desk, session_id = view.cloud.front_desk, view.principal.session_id
        change_password(desk, view.signed.user, session_id, request, client)
    except (CloudError, ValidationError) as error:
        return view.again(PAGE, error, **_values(view))
    return view.go("/account/security", "password_changed")


@router.post("/second-factor")
def begin_factor(view: Signed) -> Response:
    """Show the secret for the authenticator app."""
    try:
        return view.page(PAGE, **_values(view, uri=_begin(view)))
    except CloudError as error:
        return view.again(PAGE, error, **_values(view))


@router.post("/second-factor/confirmation")
def confirm_factor(view: Signed, form: Sent, client: Client) -> Response:
    """Put it in force; the recovery codes, this once."""
    cloud, desk, user = view.cloud, view.cloud.front_desk, view.signed.user
    door = code_door(user.id)
    chosen = view.principal.organization_id
    try:
        begin_try(desk, [door])
        with cloud.database.write() as session:
            code = form.text("code")
            codes = confirm_second_factor(session, cloud.clock, cloud.secret, user.id, code)
            forgive(session, desk, [door])
            old = view.principal.session_id
            started = replace_session(session, desk, old, user, client, chosen)
    except CloudError as error:
        return view.again(PAGE, error, **_values(view, uri=_begin(view)))
    response = view.page("gate/codes.html", codes=codes)
    set_session_cookie(view.request, response, started.token)
    return response


@router.post("/second-factor/codes")
def renew_codes(view: Signed, form: Sent) -> Response:
    """New recovery codes, for a code."""
    try:
        with _checked(view, form.text("code")) as session:
            codes = make_recovery_codes(
                session, view.cloud.clock, view.cloud.secret, view.principal.actor_id
            )
    except CloudError as error:
        return view.again(PAGE, error, **_values(view))
    return view.page("gate/codes.html", codes=codes)


@router.post("/second-factor/removal")
def remove_factor(view: Signed, form: Sent) -> Response:
    """Take the second factor away, for a code."""
    try:
        with _checked(view, form.text("code")) as session:
            remove_second_factor(session, view.principal.actor_id)
    except CloudError as error:
        return view.again(PAGE, error, **_values(view))
    return view.go("/account/security", "factor_removed")


@router.post("/sessions/{session_id}/end")
def end_one(view: Signed, session_id: str) -> Response:
    """End a session."""
    with view.cloud.database.write() as session:
        end_session(session, view.cloud.clock, view.principal.actor_id, session_id)
    return view.go("/account/security", "session_ended")


@contextmanager
def _checked(view: View, code: str) -> Iterator[Session]:
    """A transaction for which a code was given."""
    cloud, desk, user_id = view.cloud, view.cloud.front_desk, view.principal.actor_id
    door = code_door(user_id)
    begin_try(desk, [door])
    with cloud.database.write() as session:
        check_code(session, cloud.clock, cloud.secret, user_id, code)
        forgive(session, desk, [door])
        yield session


def _begin(view: View) -> str:
    cloud = view.cloud
    with cloud.database.write() as session:
        return begin_second_factor(session, cloud.clock, cloud.secret, view.signed.user)


def _values(view: View, uri: str = "") -> dict[str, Any]:
    cloud, user = view.cloud, view.signed.user
    with cloud.database.read() as session:
        return {
            "factor_is_on": has_second_factor(session, user.id),
            "codes_left": count_recovery_codes(session, user.id),
            "sessions": list_sessions(session, cloud.clock, user.id),
            "has_password": bool(user.password_hash),
            "uri": uri,
            "qr_code": draw_qr_code(uri) if uri else "",
        }
