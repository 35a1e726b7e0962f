"""Coming in: log in, sign up, set up the first operator, accept an invitation; and going out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.invitations import AcceptInvitation, accept_invitation, read_invitation
from jarip.cloud.accounts.log_in import LogIn, log_in, log_out
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.set_up import SetUp, set_up_operator
from jarip.cloud.accounts.sign_up import SignUp, sign_up
from jarip.cloud.console.pages.preferences import own_path
from jarip.cloud.console.pages.second_step import half_way
from jarip.cloud.console.requests import Form, Open, Sent, Signed
from jarip.cloud.console.time_zones import list_time_zones
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError
from jarip.cloud.subscriptions.terms import find_terms
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import clear_session_cookie, set_session_cookie

router = APIRouter()


@router.get("/login")
def show_log_in(view: Open, next: str = "/") -> Response:
    """The form to log in."""
    if view.visitor:
        return view.go(own_path(next))
    return view.page("gate/log_in.html", **_log_in_values(view, next, ""))


@router.post("/login")
def send_log_in(view: Open, form: Sent, client: Client) -> Response:
    """Log in, and go on to where the person wanted to go."""
    next = own_path(form.text("next"))
    try:
        request = LogIn(email=form.text("email"), password=form.raw("password"))
        started = log_in(view.cloud.front_desk, request, client)
    except (CloudError, ValidationError) as error:
        values = _log_in_values(view, next, form.text("email"))
        return view.again("gate/log_in.html", error, **values)
    return _enter(view, started, next)


@router.get("/sign-up")
def show_sign_up(view: Open) -> Response:
    """The form to sign up."""
    return view.page("gate/sign_up.html", **_sign_up_values(view, None))


@router.post("/sign-up")
def send_sign_up(view: Open, form: Sent, client: Client) -> Response:
    """Sign up, and choose a plan next."""
    try:
        request = SignUp(
            name=form.text("name"),
            email=form.text("email"),
            password=form.raw("password"),
            organization=form.text("organization"),
            time_zone=form.text("time_zone") or "UTC",
            locale=view.language,
        )
        started = sign_up(view.cloud.front_desk, request, client)
    except (CloudError, ValidationError) as error:
        return view.again("gate/sign_up.html", error, **_sign_up_values(view, form))
    if started is None:
        return view.page("gate/look_into_mail.html", email=form.text("email"))
    return _enter(view, started, "/plan?done=welcome")


@router.get("/set-up")
def show_set_up(view: Open, token: str = "") -> Response:
    """The form for the first operator."""
    return view.page("gate/set_up.html", token=token, form=Form({}, {}))


@router.post("/set-up")
def send_set_up(view: Open, form: Sent, client: Client) -> Response:
    """Make the first operator."""
    try:
        request = SetUp(
            token=form.text("token"),
            name=form.text("name"),
            email=form.text("email"),
            password=form.raw("password"),
            locale=view.language,
        )
        started = set_up_operator(view.cloud.front_desk, request, client)
    except (CloudError, ValidationError) as error:
        return view.again("gate/set_up.html", error, token=form.text("token"), form=form)
    return _enter(view, started, "/")


@router.get("/invitation")
def show_invitation(view: Open, token: str = "") -> Response:
    """What an invitation offers, and the form to accept it."""
    with view.cloud.database.read() as session:
        opened = read_invitation(session, view.cloud.clock, view.cloud.secret, token)
    return view.page("gate/invitation.html", token=token, opened=opened, form=Form({}, {}))


@router.post("/invitation")
def send_invitation(view: Open, form: Sent, client: Client) -> Response:
    """Accept an invitation."""
    token = form.text("token")
    with view.cloud.database.read() as session:
        opened = read_invitation(session, view.cloud.clock, view.cloud.secret, token)
        terms = find_terms(session, opened.organization.id, view.now_ms)
    try:
        request = AcceptInvitation(
            token=token,
            name=form.text("name"),
            password=form.raw("password"),
            locale=view.language,
        )
        seats = terms.limits.seats if terms else None
        started = accept_invitation(view.cloud.front_desk, request, client, seats=seats)
    except (CloudError, ValidationError) as error:
        values = {"token": token, "opened": opened, "form": form}
        return view.again("gate/invitation.html", error, **values)
    return _enter(view, started, "/")


@router.post("/logout")
def send_log_out(view: Signed) -> Response:
    """Log out."""
    principal = view.principal
    log_out(view.cloud.front_desk, principal.actor_id, principal.session_id)
    response = RedirectResponse("/login?done=logged_out", 303)
    clear_session_cookie(view.request, response)
    return response


def _enter(view: View, started: StartedSession, path: str) -> Response:
    response = half_way(view, path) if started.row.needs_second_factor else view.go(path)
    set_session_cookie(view.request, response, started.token)
    return response


def _log_in_values(view: View, next: str, email: str) -> dict[str, Any]:
    with view.cloud.database.read() as session:
        policy = read_policy(session)
    return {
        "next": own_path(next),
        "email": email,
        "may_sign_up": policy.open_sign_up,
        "provider": view.cloud.settings.oidc,
    }


def _sign_up_values(view: View, form: Form | None) -> dict[str, Any]:
    with view.cloud.database.read() as session:
        policy = read_policy(session)
    return {
        "is_open": policy.open_sign_up,
        "form": form or Form({}, {}),
        "zones": list_time_zones(),
        "zone": "Asia/Seoul" if view.language == "ko" else "UTC",
    }
