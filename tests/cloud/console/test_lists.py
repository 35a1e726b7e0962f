"""Lists are narrowed and paged, and their JSON is the same list: same filters, same project."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.cloud.console.conftest import Person
from tests.cloud.console.test_pages import submit_one

from jarip.chips import detect_chips
from jarip.cloud.accounts.invitations import Invite, invite
from jarip.cloud.accounts.members import add_member
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.projects import CreateProject, create_project
from jarip.cloud.accounts.tables import User
from jarip.cloud.budgets.manage import CreateBudget, Window, create_budget
from jarip.cloud.context import CloudContext
from jarip.cloud.db.ids import new_id
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job
from jarip.cloud.server.assemble import assemble_server


@pytest.fixture
def rest(cloud: CloudContext, owner: Person) -> TestClient:
    """REST with the owner's session, as the browser follows a JSON button."""
    app = assemble_server(cloud, detect_chips(measure=False)).app
    return TestClient(app, cookies=dict(owner.client.cookies))


def follow_json(page: str, rest: TestClient) -> list[str]:
    """The names (or addresses) in what the page's JSON button leads to."""
    link = re.search(r'id="as-json" href="([^"]+)"', page)
    assert link is not None
    answer = rest.get(html.unescape(link[1]))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [each.get("name") for each in body["items"]]


def shown(page: str, target: str) -> str:
    """The list itself: what a filter changes."""
    return page.partition(f'<div id="{target}"')[2].partition('<section class="card"><header>')[0]


def test_names_narrow_projects_budgets_and_keys(
    owner: Person, cloud: CloudContext, rest: TestClient
) -> None:
    for name in ("Gripper Vision", "100% 보행"):
        owner.send("/projects", name=name)
        owner.send("/budgets", name=name, amount="1", window="total", thresholds="50")
        form = {"csrf_token": owner.csrf, "name": name, "days": "30", "scope": "jobs:read"}
        owner.client.post("/keys", data=form)
    for path in ("/projects", "/budgets", "/keys"):
        for part, found, hidden in (
            ("vision", "Gripper Vision", "보행"),
            ("0% 보", "100% 보행", "Vision"),
        ):
            page = owner.client.get(path, params={"name": part}).text
            rows = shown(page, path[1:])
            assert found in rows, (path, part)
            assert hidden not in rows, (path, part)
            assert follow_json(page, rest) == [found]
        nothing = owner.client.get(path, params={"name": "_"}).text
        assert "Nothing found" in nothing, path
        assert follow_json(nothing, rest) == []


def test_keys_that_work_are_told_from_those_that_do_not(
    owner: Person, cloud: CloudContext, rest: TestClient
) -> None:
    for name, days in (("short", "1"), ("gone", "0"), ("lasting", "0")):
        form = {"csrf_token": owner.csrf, "name": name, "days": days, "scope": "jobs:read"}
        made = owner.client.post("/keys", data=form).text
        if name == "gone":
            owner.send(re.findall(r'action="(/keys/\w+/revoke)"', made)[0])
    cloud.clock.advance(days=2)  # type: ignore[attr-defined]
    page = owner.client.get("/keys?working=yes").text
    assert follow_json(page, rest) == ["lasting"]
    assert "gone" not in shown(page, "keys")
    assert follow_json(owner.client.get("/keys").text, rest) == ["lasting", "gone", "short"]


def test_members_are_found_by_name_and_role_and_paged(
    owner: Person, cloud: CloudContext, rest: TestClient
) -> None:
    now = cloud.clock.now_ms()
    with cloud.database.write() as session:
        for number in range(51):
            user = User(
                id=new_id("usr", now),
                email=f"p{number}@example.com",
                name=f"Person {number:02}",
                created_ms=now,
            )
            session.add(user)
            session.flush()
            role = Role.VIEWER if number % 2 else Role.DEVELOPER
            add_member(session, cloud.clock, owner.principal.organization_id, user.id, role)
    first = owner.client.get("/members").text
    assert "52 in all" in first
    assert shown(first, "members").count('class="main"') == 50
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = owner.client.get(html.unescape(following[1])).text
    assert shown(second, "members").count('class="main"') == 2
    assert "jiwoo@example.com" in shown(second, "members")
    narrowed = owner.client.get("/members?name=PERSON 1&role=viewer").text
    assert follow_json(narrowed, rest) == [f"Person {number}" for number in range(19, 10, -2)]
    assert shown(narrowed, "members").count('class="main"') == 5


@pytest.mark.parametrize(
    ("path", "filters"),
    [("/v1/members", {"role": "viewer"}), ("/v1/budgets", {}), ("/v1/invitations", {})],
)
def test_rest_pages_what_it_lists(
    owner: Person, cloud: CloudContext, rest: TestClient, path: str, filters: dict[str, str]
) -> None:
    organization_id, now = owner.principal.organization_id, cloud.clock.now_ms()
    with cloud.database.write() as session:
        for number in range(5):
            terms = CreateBudget(name=f"b{number}", amount_micros=10**6, window=Window.TOTAL)
            create_budget(session, cloud.clock, organization_id, terms)
            person = Invite(email=f"b{number}@example.com", role=Role.VIEWER)
            invite(session, cloud.clock, cloud.secret, owner.principal, person, seats=None)
            if "members" in path:
                user = User(
                    id=new_id("usr", now), email=person.email, name=f"b{number}", created_ms=now
                )
                session.add(user)
                session.flush()
                add_member(session, cloud.clock, organization_id, user.id, Role.VIEWER)
    pages: list[list[str]] = []
    cursor = ""
    while cursor or not pages:
        params = {**filters, "name": "B", "limit": 2, "cursor": cursor, "total": True}
        body = rest.get(path, params=params).json()
        assert body["total"] == 5
        pages.append([(each.get("name") or each["email"])[:2] for each in body["items"]])
        cursor = body["next_cursor"]
    assert pages == [["b4", "b3"], ["b2", "b1"], ["b0"]]
    assert rest.get(path, params={"name": "b3"}).json()["total"] is None
    assert len(rest.get(path, params={"name": "b3"}).json()["items"]) == 1
    assert rest.get(path, params={"limit": 0}).status_code == 422
    assert rest.get(path, params={"cursor": "!"}).status_code == 422


def test_budgets_go_on_a_next_page(owner: Person, cloud: CloudContext) -> None:
    with cloud.database.write() as session:
        for number in range(25):
            request = CreateBudget(name=f"b{number}", amount_micros=10**6, window=Window.TOTAL)
            create_budget(session, cloud.clock, owner.principal.organization_id, request)
    page = owner.client.get("/budgets").text
    assert "25 in all" in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert ">b0</a>" in owner.client.get(html.unescape(following[1])).text


def test_invoices_are_narrowed_by_state(owner: Person, rest: TestClient) -> None:
    page = owner.client.get("/invoices?state=paid&state=issued").text
    assert "Nothing found" in page
    assert 'value="paid" checked' in page
    assert "state=paid&amp;state=issued" in page
    assert follow_json(page, rest) == []


def test_an_operator_finds_a_customer_by_name(owner: Person, operator: Person) -> None:
    page = operator.client.get("/operator/customers?name=hangang").text
    assert "Hangang Robotics" in shown(page, "customers")
    assert "1 in all" in page
    assert "/v1/organizations?name=hangang" in page
    assert "Nothing found" in operator.client.get("/operator/customers?name=nakdong").text


def test_the_jobs_json_keeps_the_chosen_project(
    owner: Person, cloud: CloudContext, rest: TestClient
) -> None:
    submit_one(cloud, owner, "in the first")
    organization_id = owner.principal.organization_id
    with cloud.database.write() as session:
        request = CreateProject(name="Second")
        project = create_project(session, cloud.clock, organization_id, request)
        caller = replace(owner.principal, project_id=project.id)
        submit_job(session, cloud.clock, caller, JobSpec(name="in the second", command="x"))
        project_id = project.id
    assert len(follow_json(owner.client.get("/jobs").text, rest)) == 2
    owner.client.cookies.set("jarip_project", project_id)
    assert follow_json(owner.client.get("/jobs").text, rest) == ["in the second"]
