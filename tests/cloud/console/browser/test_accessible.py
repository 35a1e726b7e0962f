"""axe finds nothing wrong with any page, in either language, theme and width; nor do pages scroll
sideways."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page
from tests.cloud.console.browser.conftest import PASSWORD, LiveCloud, open_page, sign_up

from jarip.cloud.console.app import ROUTERS

PATHS = sorted(
    {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and "{" not in route.path
        and not route.path.endswith((".csv", ".json"))
    }
    - {"/plan/change", "/invitation"}
)
GATE = ("/login", "/sign-up", "/set-up?token=x")
VIEWS = (("en", 1440), ("ko", 390))


@pytest.fixture(scope="module")
def pages(browser: Browser, live: LiveCloud) -> dict[tuple[str, int], Page]:
    """The operator, in two browsers, with a job, a budget, a key and a secret to look at."""
    first = open_page(browser, live)
    first.goto(live.set_up_url)
    first.fill("#f-name", "Operator")
    first.fill("#f-email", "op@example.com")
    first.fill("#f-password", PASSWORD)
    first.click("form .primary")
    first.wait_for_url(f"{live.url}/")
    _fill(first)
    opened = {}
    for language, width in VIEWS:
        page = open_page(browser, live, language=language, width=width)
        page.context.add_cookies(first.context.cookies())
        page.context.add_cookies([{"name": "jarip_language", "value": language, "url": live.url}])
        opened[language, width] = page
    return opened


@pytest.mark.parametrize(("language", "width"), VIEWS)
@pytest.mark.parametrize("path", PATHS)
def test_page(pages: dict[tuple[str, int], Page], path: str, language: str, width: int) -> None:
    page = pages[language, width]
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize(("language", "width"), VIEWS)
def test_page_of_a_job(pages: dict[tuple[str, int], Page], language: str, width: int) -> None:
    page = pages[language, width]
    page.goto("/jobs")
    page.locator("td.main a").first.click()
    page.wait_for_url("**/jobs/job_*")
    assert_accessible(page)
    assert page.locator(":focus").count() <= 1
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"


def test_coming_in(browser: Browser, live: LiveCloud) -> None:
    page = open_page(browser, live, language="ko", width=390)
    for path in GATE:
        page.goto(path)
        assert_accessible(page)
    sign_up(page, "doyun@example.com", "북한산 연구소")
    assert_accessible(page)


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.1 A and AA or best practice, no sideways scrolling."""
    page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [
        f"{each['id']}: {each['help']}: {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]
    assert told == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def _fill(page: Page) -> None:
    page.goto("/budgets")
    page.fill("#f-name", "Everything")
    page.fill("#f-amount", "50000")
    page.click("main form .primary")
    page.goto("/keys")
    page.fill("#f-name", "ci")
    page.click("main form .primary")
    page.goto("/secrets")
    page.fill("#f-name", "HF_TOKEN")
    page.fill("#f-value", "x")
    page.click("main form .primary")
    page.goto("/submit")
    page.fill("#f-command", "echo 안녕하세요")
    page.click("main form .primary")
    page.wait_for_url("**/jobs/job_*")


def _axe() -> str:
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return Path(spec.origin).with_name("axe.min.js").read_text("utf-8")
