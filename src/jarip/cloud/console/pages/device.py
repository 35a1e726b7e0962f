"""Letting a command line in (`jarip login`)."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.accounts.device_login import decide_device_login, find_device_login
from jarip.cloud.console.requests import Sent, Signed
from jarip.cloud.errors import CloudError

router = APIRouter(prefix="/device")


@router.get("")
def show_device(view: Signed, code: str = "") -> Response:
    """The form for the code; with one, the device that shows it."""
    if not code:
        return view.page("device.html", device=None, code="")
    try:
        device = find_device_login(view.cloud.front_desk, view.principal.actor_id, code)
    except CloudError as error:
        return view.again("device.html", error, device=None, code=code)
    return view.page("device.html", device=device, code=device.user_code)


@router.post("")
def decide_on_device(view: Signed, form: Sent) -> Response:
    """Let the device in, or turn it away."""
    desk, code = view.cloud.front_desk, form.text("code")
    approve = form.text("decision") == "approve"
    try:
        find_device_login(desk, view.principal.actor_id, code)
        with view.cloud.database.write() as session:
            decide_device_login(session, desk, view.principal, code, approve=approve)
    except CloudError as error:
        return view.again("device.html", error, device=None, code=code)
    return view.go("/device", "device_in" if approve else "device_out")
