"""Every page shows, in both languages, to whoever may see it and to nobody else."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.routing import APIRoute
from tests.cloud.console.conftest import Person

from jarip.cloud.accounts.projects import list_projects
from jarip.cloud.console.app import ROUTERS
from jarip.cloud.console.navigation import LINKS
from jarip.cloud.context import CloudContext
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import submit_job

PLAIN = sorted(
    {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods and "{" not in route.path
    }
    - {"/plan/change", "/invitation"}
)
OPERATORS = [path for path in PLAIN if path.startswith("/operator")]
OWNERS = [path for path in PLAIN if not path.startswith("/operator")]

ONWARD = ("/login", "/login/code", "/wallet/card")
"""Who is signed in needs none of these; a card is only come back with from the provider."""


def test_an_owner_sees_every_page_of_an_organization(owner: Person) -> None:
    for language in ("en", "ko"):
        owner.client.cookies.set("jarip_language", language)
        for path in OWNERS:
            answer = owner.client.get(path, follow_redirects=False)
            assert answer.status_code == (303 if path in ONWARD else 200), (path, answer.text)
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert f'<html lang="{language}"' in answer.text, path
                assert answer.text.count("<h1") == 1, path


def test_only_an_operator_sees_the_operators_pages(owner: Person, operator: Person) -> None:
    for path in OPERATORS:
        assert operator.client.get(path).status_code == 200, path
        refused = owner.client.get(path)
        assert refused.status_code == 403, path
        assert "You may not do this" in refused.text
        assert "usr_" not in refused.text.partition("<main")[2].partition("</main>")[0]


def test_every_link_leads_to_a_page() -> None:
    assert not [link.path for link in LINKS if link.path not in PLAIN]


def test_one_job_shows_what_it_is_and_why_it_waits(owner: Person, cloud: CloudContext) -> None:
    job_id = submit_one(cloud, owner, "밤샘 <학습>")
    page = owner.client.get(f"/jobs/{job_id}").text
    assert "밤샘 &lt;학습&gt;" in page
    assert "just submitted" in page
    assert "0 go first" in page
    owner.client.cookies.set("jarip_language", "ko")
    assert "방금 제출됨" in owner.client.get(f"/jobs/{job_id}").text


def test_jobs_are_filtered_paged_and_counted(owner: Person, cloud: CloudContext) -> None:
    for number in range(33):
        submit_one(cloud, owner, f"run {number}")
    first = owner.client.get("/jobs").text
    assert "33 in all" in first
    assert first.count('href="/jobs/job_') == 30
    following = re.search(r'href="([^"]+)" ?rel="next"|rel="next" href="([^"]+)"', first)
    assert following is not None
    second = owner.client.get((following[1] or following[2]).replace("&amp;", "&")).text
    assert second.count('href="/jobs/job_') == 3
    assert owner.client.get("/jobs?name=run+12").text.count('href="/jobs/job_') == 1
    assert "Nothing found" in owner.client.get("/jobs?state=failed").text


def test_stopping_a_queued_job_stops_it(owner: Person, cloud: CloudContext) -> None:
    job_id = submit_one(cloud, owner, "x")
    assert owner.send(f"/jobs/{job_id}/stop") == f"/jobs/{job_id}?done=stopping"
    assert "stopped by its user" in owner.client.get(f"/jobs/{job_id}").text


def test_another_organizations_job_is_not_there(
    owner: Person, operator: Person, cloud: CloudContext
) -> None:
    job_id = submit_one(cloud, owner, "secret work")
    assert operator.client.get(f"/jobs/{job_id}").status_code == 404


def test_a_key_is_shown_once(owner: Person) -> None:
    made = owner.client.post(
        "/keys",
        data={"csrf_token": owner.csrf, "name": "ci", "days": "30", "scope": ["jobs:read"]},
    )
    text = re.search(r'id="new-key">(jrp_[^<]+)<', made.text)
    assert text is not None
    assert text[1] not in owner.client.get("/keys").text


def test_a_wrong_form_says_what_is_wrong(owner: Person) -> None:
    answer = owner.client.post(
        "/budgets",
        data={"csrf_token": owner.csrf, "name": "x", "amount": "lots", "window": "period"},
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_change_of_plan_is_previewed_to_the_micro(owner: Person, cloud: CloudContext) -> None:
    cloud.clock.advance(days=5)  # type: ignore[attr-defined]
    page = owner.client.get("/plan/change?plan=team").text
    shown = re.search(r'<dd class="strong">([^<]+)</dd>', page)
    assert shown is not None
    before = _subtotal(owner)
    assert owner.send("/plan/change", plan="team") == "/plan?done=plan_changed"
    assert _subtotal(owner) - before == int(shown[1].lstrip("₩").replace(",", ""))


def submit_one(cloud: CloudContext, owner: Person, name: str) -> str:
    """A queued job in the owner's first project."""
    with cloud.database.write() as session:
        projects = list_projects(session, owner.principal.organization_id, PageRequest())
        caller = replace(owner.principal, project_id=projects.items[0].id)
        return submit_job(session, cloud.clock, caller, JobSpec(name=name, command="echo hi")).id


def _subtotal(owner: Person) -> int:
    found = re.search(r'class="value-big">([^<]+)<', owner.client.get("/plan").text)
    assert found is not None
    return int(found[1].lstrip("₩").replace(",", ""))
