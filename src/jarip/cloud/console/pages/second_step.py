"""The second factor's code, after the password."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from jarip.cloud.accounts.entering import GiveCode, pass_second_factor, replace_session
from jarip.cloud.accounts.lockout import begin_try, code_door, forgive
from jarip.cloud.accounts.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    draw_qr_code,
    has_second_factor,
)
from jarip.cloud.console.pages.preferences import own_path
from jarip.cloud.console.requests import Form, Open, Sent
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError
from jarip.cloud.web.caller import SignedIn, find_signed_in
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import set_session_cookie
from jarip.cloud.web.csrf import FIELD, csrf_token_of

router = APIRouter()


@router.get("/login/code")
def show_second_step(view: Open, next: str = "/") -> Response:
    """The form for the code; for an operator without a second factor, setting one up."""
    half = _half(view)
    if half is None or not half.session.needs_second_factor:
        return view.go(own_path(next) if half else "/login")
    return _form(view, half, own_path(next))


@router.post("/login/code")
def send_second_step(view: Open, form: Sent, client: Client) -> Response:
    """Check the code and go on."""
    half = _half(view, form)
    if half is None:
        return view.go("/login")
    next = own_path(form.text("next"))
    desk = view.cloud.front_desk
    try:
        started = pass_second_factor(desk, half.token, GiveCode(code=form.text("code")), client)
    except (CloudError, ValidationError) as error:
        return _form(view, half, next, error)
    response = view.go(next)
    set_session_cookie(view.request, response, started.token)
    return response


@router.post("/login/code/new")
def send_first_code(view: Open, form: Sent, client: Client) -> Response:
    """Put an operator's new second factor in force; the recovery codes."""
    half = _half(view, form)
    if half is None:
        return view.go("/login")
    desk, cloud = view.cloud.front_desk, view.cloud
    door = code_door(half.user.id)
    try:
        begin_try(desk, [door])
        with cloud.database.write() as session:
            code = form.text("code")
            codes = confirm_second_factor(session, cloud.clock, cloud.secret, half.user.id, code)
            forgive(session, desk, [door])
            started = replace_session(session, desk, half.session.id, half.user, client)
    except CloudError as error:
        return _form(view, half, "/", error)
    response: Response = view.page("gate/codes.html", codes=codes)
    set_session_cookie(view.request, response, started.token)
    return response


def half_way(view: View, next: str) -> RedirectResponse:
    """On to the code."""
    return view.go(view.link("/login/code", next=next))


def _half(view: View, form: Form | None = None) -> SignedIn | None:
    sent = form.text(FIELD) if form else ""
    try:
        return find_signed_in(view.request, view.cloud, sent, allow_half=True)
    except CloudError:
        return None


def _form(view: View, half: SignedIn, next: str, error: Exception | None = None) -> Response:
    cloud = view.cloud
    csrf = csrf_token_of(half.token, cloud.secret)
    with cloud.database.read() as session:
        is_on = has_second_factor(session, half.user.id)
    values: dict[str, Any] = {"next": next, "csrf": csrf, "uri": "", "qr_code": ""}
    if not is_on:
        with cloud.database.write() as session:
            uri = begin_second_factor(session, cloud.clock, cloud.secret, half.user)
        values |= {"uri": uri, "qr_code": draw_qr_code(uri)}
    if error is None:
        return view.page("gate/code.html", **values)
    return view.again("gate/code.html", error, **values)
