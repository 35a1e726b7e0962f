"""The operator's pages of the pool, and placement, over a small pool."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.cloud.console.conftest import Person

from jarip.chips import Chip, detect_chips
from jarip.cloud.api.app import create_app
from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.console.app import create_console
from jarip.cloud.context import CloudContext
from jarip.cloud.control.line import Line
from jarip.cloud.control.plan_limits import SubscribedPlans
from jarip.cloud.control.pool import Pool
from jarip.cloud.steering.past_use import PastUse

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pooled(cloud: CloudContext) -> FastAPI:
    """A console with a pool of this machine's processor; nothing is ever started."""
    chips: list[Chip] = detect_chips(measure=False)[:1]
    pool = Pool(chips)
    loop = SimpleNamespace(
        pool=pool,
        plans=SubscribedPlans(pool.list_kinds),
        past_use=PastUse(),
        line=Line(),
        engine=SimpleNamespace(),
        wake=lambda: None,
    )
    return create_console(cloud, loop)  # type: ignore[arg-type]


def on(app: FastAPI, person: Person) -> Person:
    """The same person, looking at another application."""
    client = TestClient(app, cookies=dict(person.client.cookies))
    return Person(client, person.principal, person.csrf)


def test_a_node_is_drained_and_put_back(
    pooled: FastAPI, operator: Person, cloud: CloudContext
) -> None:
    served = create_app(cloud)  # with the middleware that the audit log needs, as in a server
    served.mount("/", pooled)
    person = on(served, operator)
    assert "In service" in person.client.get("/operator/nodes").text
    person.send("/operator/nodes/local/drain", text="new fans")
    page = person.client.get("/operator/nodes?show=drained").text
    assert "new fans" in page
    assert "/operator/nodes/local/undrain" in page
    person.send("/operator/nodes/local/undrain")
    assert "Nothing found" in person.client.get("/operator/nodes?show=drained").text
    with cloud.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.target == "local"))
        written = [(each.action, each.actor_name) for each in entries]
    assert written == [
        ("drain_pool_node", "op@example.com"),
        ("undrain_pool_node", "op@example.com"),
    ]


def test_maintenance_is_announced_on_the_visitors_clock(pooled: FastAPI, operator: Person) -> None:
    person = on(pooled, operator)
    form = {"kind": "maintenance", "nodes": "local", "text": "wiring"}
    person.send("/operator/nodes/windows", until="2099-01-02T03:04", **form)
    page = person.client.get("/operator/nodes").text
    assert "2 Jan 2099, 03:04" in page
    (path,) = re.findall(r'action="(/operator/nodes/windows/\w+/end)"', page)
    person.send(path)
    assert "wiring" not in person.client.get("/operator/nodes").text
    wrong = person.client.post(
        "/operator/nodes/windows", data={"csrf_token": person.csrf, **form, "until": "soon"}
    )
    assert wrong.status_code == 422
    assert "is not a date and time" in wrong.text


def test_rules_of_the_pool_are_set(pooled: FastAPI, operator: Person) -> None:
    person = on(pooled, operator)
    organization = person.principal.organization_id
    person.send("/operator/rules/quotas", organization=organization, chip_kind="cpu", chips="12")
    person.send("/operator/rules/shares", organization=organization, weight_percent="250")
    person.send("/operator/rules/policy", min_run_s="90", half_life_h="24")
    page = person.client.get("/operator/rules").text
    assert "12 chips" in page
    assert "250 %" in page
    assert 'value="90"' in page
    (path,) = re.findall(r'action="(/operator/rules/quotas/\w+/end)"', page)
    person.send(path)
    assert "12 chips" not in person.client.get("/operator/rules").text


def test_a_sweep_is_a_job_for_every_combination(owner: Person) -> None:
    page = owner.client.get("/submit").text
    project = page.partition('id="f-project"')[2].partition('value="')[2].partition('"')[0]
    where = owner.send(
        "/submit",
        name="lr {{LR}}",
        command="python train.py",
        project=project,
        sweep="LR = 1e-3, 1e-4\nSEED = 1, 2, 3",
    )
    shown = owner.client.get(where).text
    assert shown.count('href="/jobs/job_') == 6
    assert "LR=1e-4" in shown
    assert "6 in all" in shown


def test_a_job_that_ended_runs_again_as_it_was(owner: Person) -> None:
    page = owner.client.get("/submit").text
    project = page.partition('id="f-project"')[2].partition('value="')[2].partition('"')[0]
    first = owner.send("/submit", name="once more", command="true", project=project)
    owner.send(f"{first}/stop")
    key = re.search(r'name="request_key" value="([^"]+)"', owner.client.get(first).text)
    assert key is not None
    again = {owner.send(f"{first}/retry", request_key=key[1]) for _ in range(2)}
    assert len(again) == 1  # sent twice, it is one job
    assert again != {first}
    assert "once more" in owner.client.get(again.pop()).text


def test_the_console_says_what_explain_says(pooled: FastAPI, owner: Person) -> None:
    person = on(pooled, owner)
    page = owner.client.get("/submit").text
    project = page.partition('id="f-project"')[2].partition('value="')[2].partition('"')[0]
    where = owner.send("/submit", name="dear", command="true", project=project, max_price="0.01")
    shown = person.client.get(f"{where}/placement", headers=HTMX).text
    assert "dearer than max_price_per_hour" in shown
    assert "drop max_price_per_hour: it would start now" in shown
    person.client.cookies.set("jarip_language", "ko")
    korean = person.client.get(f"{where}/placement", headers=HTMX).text
    assert "최고 가격을 없애면 지금 시작합니다" in korean
    assert "would start" not in korean
    alone = person.client.get(f"{where}/placement", follow_redirects=False)
    assert (alone.status_code, alone.headers["location"]) == (303, where)
