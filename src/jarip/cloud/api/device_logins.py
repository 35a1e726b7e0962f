"""REST of letting a command line in."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.device_login import (
    DeviceState,
    begin_device_login,
    decide_device_login,
    fetch_device_key,
    find_device_login,
)
from jarip.cloud.accounts.tokens import MOST_CHARACTERS
from jarip.cloud.api.auth import Cloud, Person
from jarip.cloud.web.anonymous import limit_anonymous
from jarip.cloud.web.caller import person_principal
from jarip.cloud.web.client import Client

router = APIRouter(
    prefix="/v1/device-logins", tags=["sessions"], dependencies=[Depends(limit_anonymous)]
)


class BeginDeviceLogin(BaseModel):
    """A device that wants in."""

    name: str = Field(min_length=1, max_length=150, description="Such as the machine's name")


class BegunDeviceLogin(BaseModel):
    """What the device does next: show the code and the link, and ask for its key now and then."""

    device_code: str = Field(description="Secret: with it the device fetches its key")
    user_code: str = Field(description="To be typed in the browser", examples=["BCDF-GHJK"])
    link: str
    expires_ms: int


class DeviceCode(BaseModel):
    """The device's secret."""

    device_code: str = Field(max_length=MOST_CHARACTERS)


class DeviceKey(BaseModel):
    """How far the log-in is."""

    state: DeviceState
    key: str = Field(description="The API key, once approved; shown this once")


class DeviceView(BaseModel):
    """A device that waits."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    address: str
    created_ms: int


class Decision(BaseModel):
    """Whether the device is one's own."""

    user_code: str = Field(max_length=20)
    approve: bool


@router.post("", status_code=201)
def begin_own_device_login(
    cloud: Cloud, client: Client, request: BeginDeviceLogin
) -> BegunDeviceLogin:
    """Begin to let a command line in."""
    begun = begin_device_login(cloud.front_desk, request.name, client)
    return BegunDeviceLogin(
        device_code=begun.device_code,
        user_code=begun.user_code,
        link=f"{cloud.settings.public_url}/device?code={begun.user_code}",
        expires_ms=begun.expires_ms,
    )


@router.post("/key")
def fetch_own_device_key(cloud: Cloud, request: DeviceCode) -> DeviceKey:
    """Ask whether one was let in. The key is handed over once."""
    state, key = fetch_device_key(cloud.front_desk, request.device_code)
    return DeviceKey(state=state, key=key)


@router.get("/{user_code}")
def get_device_login(cloud: Cloud, person: Person, user_code: str) -> DeviceView:
    """The device that shows this code."""
    row = find_device_login(cloud.front_desk, person.user.id, user_code)
    return DeviceView.model_validate(row)


@router.post("/decision", status_code=204)
def decide_on_device(cloud: Cloud, person: Person, request: Decision) -> None:
    """Let the device in with a key of one's own, or turn it away."""
    desk = cloud.front_desk
    find_device_login(desk, person.user.id, request.user_code)
    principal = person_principal(cloud, person)
    with cloud.database.write() as session:
        decide_device_login(session, desk, principal, request.user_code, approve=request.approve)
