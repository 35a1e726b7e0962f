"""A customer with one of everything, of which no other customer must know."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.cloud.api.browser import Browser, make_customer, make_person

from jarip.cloud.accounts.keys import CreateKey, create_key
from jarip.cloud.accounts.permissions import EVERYTHING, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import User
from jarip.cloud.billing.run import bill_organization
from jarip.cloud.context import CloudContext
from jarip.cloud.db.database import get_row

MARK = "zebra"
"""In every name of the first customer's: it must turn up in no answer to the second."""


def make_key(cloud: CloudContext, organization_id: str, user_id: str, project: str = "") -> str:
    """A person's key with every scope: it may do just what the person's role may."""
    with cloud.database.write() as session:
        user = get_row(session, User, user_id)
        maker = Principal(user.id, organization_id, "", EVERYTHING, user.id)
        request = CreateKey(name="key", scopes=sorted(EVERYTHING), project=project)
        return create_key(
            session, cloud.clock, cloud.secret, organization_id, request, maker=maker
        ).text


def key_client(app: FastAPI, key: str, **headers: str) -> TestClient:
    """A client with an API key."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(
        app,
        headers={"Authorization": f"Bearer {key}", **more},
        raise_server_exceptions=False,
    )


@dataclass
class Belongings:
    """The first customer's organization and its things, by the name of the path's parameter."""

    organization_id: str
    project_id: str
    key: str
    ids: dict[str, str]


def make_belongings(cloud: CloudContext, app: FastAPI) -> Belongings:
    """One of everything."""
    organization_id = make_customer(cloud, f"{MARK} robotics")
    owner_id = make_person(cloud, f"owner@{MARK}.example", organization_id, Role.OWNER)
    key = make_key(cloud, organization_id, owner_id)
    client = key_client(app, key)
    project = post(client, "/v1/projects", {"name": f"{MARK} vision"})
    in_project = key_client(app, key, Jarip_Project=project["id"])
    post(client, "/v1/subscription", {"plan": "team", "currency": "USD", "trial": False})
    ids = {
        "user_id": owner_id,
        "person_id": owner_id,
        "key_id": post(client, "/v1/keys", {"name": f"{MARK} two"})["id"],
        "invitation_id": post(client, "/v1/invitations", {"email": f"a@{MARK}.example"})["id"],
        "budget_id": post(client, "/v1/budgets", a_budget())["id"],
        "job_id": post(in_project, "/v1/jobs", {"name": f"{MARK} job", "command": "true"})["id"],
        "endpoint_id": post(client, "/v1/webhook-endpoints", a_webhook())["id"],
        "name": f"{MARK}_SECRET",
        "digest": upload(in_project),
        "session_id": "",
        "invoice_id": "",
    }
    put = in_project.put(f"/v1/secrets/{ids['name']}", json={"value": f"{MARK} value"})
    put.raise_for_status()
    browser = Browser(app)
    browser.log_in(f"owner@{MARK}.example").raise_for_status()
    ids["session_id"] = browser.http.get("/v1/sessions").json()[0]["id"]
    (ids["invoice_id"],) = bill_organization(
        cloud.database, cloud.clock, organization_id, cloud.catalog.invoicing
    )
    return Belongings(organization_id, project["id"], key, ids)


def a_budget() -> dict[str, Any]:
    return {"name": f"{MARK} budget", "currency": "USD", "amount_micros": 5_000_000}


def a_webhook() -> dict[str, Any]:
    return {"url": f"https://{MARK}.example/hook"}


def post(client: TestClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.is_success, (path, answer.text)
    made: dict[str, Any] = answer.json()
    return made


def upload(client: TestClient) -> str:
    """A little archive of code; its digest."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        member = tarfile.TarInfo("main.py")
        member.size = 2
        archive.addfile(member, io.BytesIO(b"1\n"))
    answer = client.post("/v1/code", content=packed.getvalue())
    assert answer.is_success, answer.text
    return str(answer.json()["digest"])
