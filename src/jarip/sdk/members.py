"""Members, invitations and API keys, as the client sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jarip.sdk.errors import JaripError
from jarip.sdk.models import parse
from jarip.sdk.paging import iterate_pages
from jarip.sdk.transport import Transport


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the organization."""

    user_id: str
    email: str
    name: str
    role: str
    joined_ms: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation; `link` only of one just made."""

    id: str
    email: str
    role: str
    created_ms: int
    expires_ms: int
    link: str = ""
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """An API key's record; `key`, its text, only of one just made."""

    id: str
    name: str
    prefix: str
    project_id: str | None
    scopes: list[str]
    created_ms: int
    expires_ms: int | None
    revoked_ms: int | None
    last_used_ms: int | None
    key: str = ""


class Members:
    """`client.members`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, name: str = "", roles: Sequence[str] = ()) -> Iterator[Member]:
        """Everybody in the organization, who joined last first, fetched as they are walked."""
        params = {"name": name, "role": [*roles]}
        return iterate_pages(
            self._transport, "/v1/members", params, lambda each: parse(Member, each)
        )

    def find(self, who: str) -> Member:
        """The member with this e-mail address or id. JaripError if there is none."""
        for each in self.list():
            if who in (each.user_id, each.email):
                return each
        raise JaripError(
            "the organization has no such member", where=who, todo="jarip members list"
        )

    def change_role(self, user_id: str, role: str) -> Member:
        """Give a member another role."""
        path = f"/v1/members/{user_id}"
        return parse(Member, self._transport.request("PUT", path, json={"role": role}))

    def remove(self, user_id: str) -> None:
        """Remove a member."""
        self._transport.request("DELETE", f"/v1/members/{user_id}")

    def invite(self, email: str, role: str) -> Invitation:
        """Invite somebody; hand the link over if it was not sent."""
        request = {"email": email, "role": role}
        return parse(Invitation, self._transport.request("POST", "/v1/invitations", json=request))

    def invitations(self) -> Iterator[Invitation]:
        """The open invitations, newest first, fetched as they are walked."""
        return iterate_pages(
            self._transport, "/v1/invitations", {}, lambda each: parse(Invitation, each)
        )

    def revoke_invitation(self, invitation_id: str) -> None:
        """Take an invitation back."""
        self._transport.request("DELETE", f"/v1/invitations/{invitation_id}")


class Keys:
    """`client.keys`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Key]:
        """The organization's keys, newest first."""
        return iterate_pages(self._transport, "/v1/keys", {}, lambda each: parse(Key, each))

    def create(
        self,
        name: str,
        *,
        project: str = "",
        scopes: Sequence[str] = (),
        expires_ms: int | None = None,
    ) -> Key:
        """Make a key; `key` is its text, which is never shown again."""
        request: dict[str, object] = {"name": name, "project": project, "expires_ms": expires_ms}
        if scopes:
            request["scopes"] = [*scopes]
        return parse(Key, self._transport.request("POST", "/v1/keys", json=request))

    def revoke(self, key_id: str) -> Key:
        """Revoke a key, at once and for good."""
        return parse(Key, self._transport.request("DELETE", f"/v1/keys/{key_id}"))
