"""Letting a command line in: it shows a short code, a signed-in person types it in a browser.

After RFC 8628 (device authorization grant), in our own terms: what the command line gets is an API
key of the person, for the organization the person acts in, with no more than the person's role.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.keys import CreateKey, create_key
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.rate_limits import Limit, take
from jarip.cloud.accounts.tables import DeviceLogin
from jarip.cloud.accounts.tokens import Purpose, hash_token, new_token
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import NotFoundError, NotSignedInError
from jarip.cloud.sealing import seal_text, unseal_text

LASTS_MS = 10 * 60_000
KEY_LASTS_MS = 90 * 24 * 3_600_000
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code spells a word (RFC 8628, section 6.1)."""
SEAL = "jarip device log-in 1"
BEGINNINGS = Limit("log-ins of devices from one address", 30, 3_600_000)
GUESSES = Limit("codes of devices from one person", 20, 600_000)


class DeviceState(StrEnum):
    """How far a device's log-in is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class NewDeviceLogin:
    """A log-in just begun: the device keeps `device_code` to itself and shows `user_code`."""

    device_code: str
    user_code: str
    expires_ms: int


def begin_device_login(desk: FrontDesk, name: str, client: ClientInfo) -> NewDeviceLogin:
    """Begin to let a device in. `name` is what it says it is."""
    take(desk.database, desk.clock, BEGINNINGS, address_group(client))
    now, device_code = desk.clock.now_ms(), new_token()
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    row = DeviceLogin(
        id=new_id("dev", now),
        device_hash=hash_token(device_code, Purpose.DEVICE, desk.secret),
        user_code=f"{letters[:4]}-{letters[4:]}",
        name=name,
        address=client.address[:64],
        created_ms=now,
        expires_ms=now + LASTS_MS,
        decided_ms=None,
        sealed_key="",
    )
    with desk.database.write() as session:
        session.execute(delete(DeviceLogin).where(DeviceLogin.expires_ms < now - LASTS_MS))
        session.add(row)
    return NewDeviceLogin(device_code, row.user_code, row.expires_ms)


def find_device_login(desk: FrontDesk, person_id: str, user_code: str) -> DeviceLogin:
    """The waiting device that shows this code; NotFoundError for any other. Guessing is limited."""
    take(desk.database, desk.clock, GUESSES, person_id)
    with desk.database.read() as session:
        return _waiting(session, desk, user_code)


def decide_device_login(
    session: Session, desk: FrontDesk, principal: Principal, user_code: str, *, approve: bool
) -> DeviceLogin:
    """Let the device in with a new key of the person's, or turn it away."""
    row = _waiting(session, desk, user_code)
    row.decided_ms = desk.clock.now_ms()
    if approve:
        # An operator's whole power doesn't go to a device unasked: such keys are made by hand.
        scopes = sorted(principal.permissions - {Permission.OPERATOR})
        request = CreateKey(
            name=f"jarip login: {row.name}"[:200],
            scopes=scopes,
            expires_ms=row.decided_ms + KEY_LASTS_MS,
        )
        key = create_key(
            session, desk.clock, desk.secret, principal.organization_id, request, maker=principal
        )
        row.sealed_key = seal_text(desk.secret, SEAL, row.id, key.text)
    session.flush()
    return row


def fetch_device_key(desk: FrontDesk, device_code: str) -> tuple[DeviceState, str]:
    """How far the log-in is, and the key, which is handed over once.

    NotSignedInError if it took too long, or the key was fetched already.
    """
    digest = hash_token(device_code, Purpose.DEVICE, desk.secret)
    with desk.database.read() as session:
        row = session.scalar(select(DeviceLogin).where(DeviceLogin.device_hash == digest))
    if row is None or row.expires_ms <= desk.clock.now_ms():
        raise NotSignedInError(
            "this log-in took too long, or is over", where="device_code", todo="begin again"
        )
    if row.decided_ms is None:
        return DeviceState.WAITING, ""
    if not row.sealed_key:
        return DeviceState.REFUSED, ""
    with desk.database.write() as session:
        taken = session.execute(
            update(DeviceLogin)
            .where(DeviceLogin.id == row.id, DeviceLogin.sealed_key != "")
            .values(sealed_key="", expires_ms=0)
            .returning(DeviceLogin.id)
        ).scalar_one_or_none()
    if taken is None:
        raise NotSignedInError("the key was fetched already", where="device_code")
    return DeviceState.APPROVED, unseal_text(desk.secret, SEAL, row.id, row.sealed_key)


def _waiting(session: Session, desk: FrontDesk, user_code: str) -> DeviceLogin:
    letters = "".join(each for each in user_code.upper() if each in ALPHABET)
    query = select(DeviceLogin).where(
        DeviceLogin.user_code == f"{letters[:4]}-{letters[4:]}",
        DeviceLogin.decided_ms.is_(None),
        DeviceLogin.expires_ms > desk.clock.now_ms(),
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFoundError(
            "no device waits with this code",
            where="code",
            todo="look at the code again; it lasts ten minutes",
        )
    return row
