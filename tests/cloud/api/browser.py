"""A browser for tests of cookies: it keeps them, and sends the CSRF token like our pages do."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from jarip.cloud.accounts.members import add_member
from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.passwords import hash_password
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.users import create_user
from jarip.cloud.context import CloudContext

PASSWORD = "seven small boats adrift"
_hash = hash_password(PASSWORD)  # once: it takes its time on purpose


class Browser:
    """Somebody's browser."""

    def __init__(self, app: FastAPI, base_url: str = "http://testserver") -> None:
        self.http = TestClient(app, base_url=base_url, raise_server_exceptions=False)
        self.csrf = ""

    def log_in(self, email: str, password: str = PASSWORD) -> Response:
        answer = self.http.post("/v1/session", json={"email": email, "password": password})
        self.csrf = answer.json().get("csrf_token", "")
        return answer

    def request(self, method: str, path: str, **more: Any) -> Response:
        headers = {"X-CSRF-Token": self.csrf, **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **more)


def make_customer(cloud: CloudContext, name: str) -> str:
    """An organization; its id."""
    with cloud.database.write() as session:
        return create_organization(session, cloud.clock, CreateOrganization(name=name)).id


def make_person(
    cloud: CloudContext, email: str, organization_id: str, role: Role, is_operator: bool = False
) -> str:
    """A person with `PASSWORD` and a role; the id."""
    with cloud.database.write() as session:
        user = create_user(
            session, cloud.clock, email, email, password_hash=_hash, is_operator=is_operator
        )
        add_member(session, cloud.clock, organization_id, user.id, role)
        return user.id
