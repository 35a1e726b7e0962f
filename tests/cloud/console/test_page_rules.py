"""Every page and form × every role, against the declared table; forms of other sites, headers, and
names that are code."""

from __future__ import annotations

import json

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from tests.cloud.api.browser import make_customer, make_person
from tests.cloud.api.customers import MARK, make_belongings
from tests.cloud.console.conftest import CLIENT, Person
from tests.cloud.console.page_rules import HALF, PUBLIC, RULES, Open
from tests.cloud.console.test_pages import submit_one

from jarip.chips import detect_chips
from jarip.cloud.accounts.permissions import EVERYTHING, ROLES, Permission, Role
from jarip.cloud.accounts.session_principal import session_principal
from jarip.cloud.accounts.sessions import start_session
from jarip.cloud.accounts.tables import User
from jarip.cloud.console.app import ROUTERS, create_console
from jarip.cloud.console.headers import HEADERS
from jarip.cloud.console.rendering import STATIC
from jarip.cloud.context import CloudContext
from jarip.cloud.db.database import get_row
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.web.cookies import NAME
from jarip.cloud.web.csrf import csrf_token_of

ROUTES = {
    f"{method} {route.path}": route.path
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods
}
LAST = "POST /logout"
NEEDED = {"GET /plan/change": "?plan=team", "GET /invitation": "?token=x", "GET /search": "?q=two"}


def test_every_route_has_a_rule() -> None:
    assert set(ROUTES) == set(RULES)


def sign_in(cloud: CloudContext, organization: str, role: Role, operator: bool = False) -> Person:
    """A new member of an organization, with a session."""
    email = f"{'operator' if operator else role}@{organization[-6:]}.example"
    user_id = make_person(cloud, email, organization, role, operator)
    with cloud.database.write() as session:
        user = get_row(session, User, user_id)
        started = start_session(session, cloud.clock, cloud.secret, user, CLIENT)
        principal = session_principal(session, started.row, user)
    client = TestClient(
        create_console(cloud, None),
        cookies={NAME: started.token},
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    return Person(client, principal, csrf_token_of(started.token, cloud.secret))


def path_of(name: str, ids: dict[str, str]) -> str:
    """A route's path, its parameters filled in; a made-up id for what isn't known."""
    path = ROUTES[name].replace("{path:path}", "main.py")
    while "{" in path:
        before, _, rest = path.partition("{")
        parameter, _, after = rest.partition("}")
        path = before + ids.get(parameter.partition(":")[0], "x_1") + after
    return path + NEEDED.get(name, "")


def call(client: TestClient, name: str, ids: dict[str, str], **fields: str) -> Response:
    """Open a page, or send an almost empty form."""
    method, _, _ = name.partition(" ")
    path = path_of(name, ids)
    return client.get(path) if method == "GET" else client.post(path, data=fields)


@pytest.mark.parametrize("role", [*Role, "operator"])
def test_a_role_opens_just_what_the_table_says(cloud: CloudContext, role: str) -> None:
    is_operator = role == "operator"
    member_role = Role.VIEWER if is_operator else Role(role)
    person = sign_in(cloud, make_customer(cloud, "Nakdong"), member_role, is_operator)
    granted = EVERYTHING if is_operator else ROLES[member_role]
    wrong = []
    for name, rule in sorted(RULES.items(), key=lambda each: each[0] == LAST):
        if isinstance(rule, Permission):
            status = call(person.client, name, {}, csrf_token=person.csrf).status_code
            is_right = status < 500 if rule in granted else status == 403
            if not is_right or (rule in granted and status in (401, 403)):
                wrong.append((name, str(rule), status))
    assert wrong == []


def test_nobody_signed_in_sees_only_the_gate(cloud: CloudContext) -> None:
    client = TestClient(create_console(cloud, None), follow_redirects=False)
    for name, rule in RULES.items():
        answer = call(client, name, {})
        assert answer.status_code < 500, name
        if rule in (PUBLIC, HALF):
            continue
        if name.startswith("GET"):
            assert answer.headers["location"].startswith("/login?next="), name
        else:
            assert answer.status_code == 401, name


def test_another_organizations_things_are_not_there(cloud: CloudContext) -> None:
    ids = make_belongings(cloud, assemble_server(cloud, detect_chips(measure=False)).app).ids
    stranger = sign_in(cloud, make_customer(cloud, "Nakdong"), Role.OWNER)
    stranger.client.post(
        "/plan/subscribe",
        data={"csrf_token": stranger.csrf, "plan": "team", "currency": "USD"},
    )
    for name, rule in RULES.items():
        if rule is Permission.OPERATOR or (isinstance(rule, Open) and "{" not in name):
            continue
        answer = call(stranger.client, name, ids, csrf_token=stranger.csrf)
        assert MARK not in answer.text.replace(ids["name"], ""), name
        if "{" in name and ids.keys() & set(name.replace("}", "{").split("{")):
            assert answer.status_code in (404, 422), (name, answer.status_code)


def test_no_form_is_taken_from_elsewhere(cloud: CloudContext) -> None:
    owner = sign_in(cloud, make_customer(cloud, "Nakdong"), Role.OWNER, operator=True)
    forms = [name for name in RULES if name.startswith("POST")]
    assert len(forms) > 50
    for name in forms:
        assert call(owner.client, name, {}).status_code == 403, name
        answer = owner.client.post(
            path_of(name, {}),
            data={"csrf_token": owner.csrf},
            headers={"Origin": "https://evil.example"},
        )
        assert answer.status_code == 403, name


def test_every_answer_has_the_security_headers(cloud: CloudContext) -> None:
    owner = sign_in(cloud, make_customer(cloud, "Nakdong"), Role.OWNER, operator=True)
    for name in RULES:
        if name == LAST:
            continue
        answer = call(owner.client, name, {}, csrf_token=owner.csrf)
        for header, value in HEADERS.items():
            assert answer.headers.get(header) == value, (name, header)


PROBES = (
    "<script>probe()</script>",
    '"><img src=x onerror=probe()>',
    "'-probe()-'",
    "{{ 7 * 7 }}${7*7}",
    "</title><svg onload=probe()>",
)


@pytest.mark.parametrize("probe", PROBES)
def test_names_that_are_code_stay_names(owner: Person, cloud: CloudContext, probe: str) -> None:
    send = owner.send
    send("/settings/profile", name=probe, language="en")
    send("/projects", name=probe)
    send("/budgets", name=probe, amount="1", window="total", thresholds="50")
    send("/invoices/details", legal_name=probe, address=probe, country="KR")
    with_key = owner.client.post(
        "/keys", data={"csrf_token": owner.csrf, "name": probe, "days": "30", "scope": "jobs:read"}
    )
    page = owner.client.get("/submit").text
    project_id = page.partition('id="f-project"')[2].partition('value="')[2].partition('"')[0]
    assert project_id
    where = send(
        "/submit", name=probe, command=f"echo {probe!r}", project=project_id, labels=f"a={probe}"
    )
    paths = [name.split()[1] for name in RULES if name.startswith("GET") and "{" not in name]
    shown = [with_key.text] + [
        owner.client.get(path, params={"q": probe, "name": probe, "actor": probe}).text
        for path in [*paths, where]
        if not path.endswith((".csv", ".json")) and not path.startswith("/operator")
    ]
    assert sum("probe()" in text or "7 * 7" in text for text in shown) > 5
    for text in shown:
        assert "<script>probe" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text
        assert "'-probe()-'" not in text
        assert "$49" not in text


def test_names_of_metrics_that_are_code_stay_names(owner: Person, cloud: CloudContext) -> None:
    server = assemble_server(cloud, detect_chips(measure=False))
    client = TestClient(server.app, cookies=dict(owner.client.cookies))
    job_id = submit_one(cloud, owner, "probed")
    folder = server.loop.engine.metrics_path(job_id)
    folder.mkdir(parents=True)
    lines = [
        json.dumps({"step": step, "at_ms": 0, "values": dict.fromkeys(PROBES, step / 2)})
        for step in range(3)
    ]
    (folder / "1.jsonl").write_text("\n".join(lines) + "\n")
    for path in (f"/jobs/{job_id}", f"/compare?job={job_id}"):
        page = client.get(path).text
        assert page.count("<figure") == len(PROBES), path
        assert "<script>probe" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "'-probe()-'" not in page
        assert "$49" not in page


def test_lines_of_logs_are_put_into_pages_as_text() -> None:
    script = (STATIC / "console.js").read_text()
    assert "data-log" in script or "dataset.log" in script
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sink not in script, sink


@pytest.mark.parametrize("path", ["/invitation?token=old", "/reset-password?token=old"])
def test_a_link_that_is_too_old_says_so_to_whoever_opens_it(
    owner: Person, stranger: TestClient, path: str
) -> None:
    for client in (owner.client, stranger):
        answer = client.get(path)
        assert answer.url.path == path.partition("?")[0]
        assert answer.status_code in (200, 401)
