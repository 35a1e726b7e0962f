"""Links in messages: a forgotten password, a confirmed address."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import ValidationError

from jarip.cloud.accounts.password_change import (
    AskReset,
    ResetPassword,
    ask_password_reset,
    reset_password,
)
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.sign_up import confirm_sign_up
from jarip.cloud.console.pages.second_step import half_way
from jarip.cloud.console.requests import Open, Sent
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import set_session_cookie

router = APIRouter()


@router.get("/forgot-password")
def show_forgotten(view: Open) -> Response:
    """The form to ask for a link."""
    return view.page("gate/forgot.html", is_sent=False, can_send=view.cloud.outbox.is_open)


@router.post("/forgot-password")
def send_forgotten(view: Open, form: Sent, client: Client) -> Response:
    """Send the link, if there is such a person; the page is the same."""
    try:
        request = AskReset(email=form.text("email"))
        ask_password_reset(view.cloud.front_desk, request, client)
    except (CloudError, ValidationError) as error:
        can_send = view.cloud.outbox.is_open
        return view.again("gate/forgot.html", error, is_sent=False, can_send=can_send)
    return view.page("gate/forgot.html", is_sent=True, can_send=True)


@router.get("/reset-password")
def show_reset(view: Open, token: str = "") -> Response:
    """The form for the new password."""
    return view.page("gate/reset.html", token=token)


@router.post("/reset-password")
def send_reset(view: Open, form: Sent, client: Client) -> Response:
    """Set the new password."""
    token = form.text("token")
    try:
        request = ResetPassword(token=token, password=form.raw("password"))
        started = reset_password(view.cloud.front_desk, request, client)
    except (CloudError, ValidationError) as error:
        return view.again("gate/reset.html", error, token=token)
    return _enter(view, started, "/")


@router.get("/verify-email")
def show_verification(view: Open, token: str = "") -> Response:
    """A button: programs that look into mail follow links, but press no buttons."""
    return view.page("gate/verify.html", token=token)


@router.post("/verify-email")
def send_verification(view: Open, form: Sent, client: Client) -> Response:
    """Finish signing up."""
    token = form.text("token")
    try:
        started = confirm_sign_up(view.cloud.front_desk, token, client)
    except CloudError as error:
        return view.again("gate/verify.html", error, token=token)
    return _enter(view, started, "/plan?done=welcome")


def _enter(view: View, started: StartedSession, path: str) -> Response:
    response = half_way(view, path) if started.row.needs_second_factor else view.go(path)
    set_session_cookie(view.request, response, started.token)
    return response
