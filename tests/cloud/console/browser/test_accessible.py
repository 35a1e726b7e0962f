"""axe finds nothing wrong with any page, in either language, theme and width; nor do pages scroll
sideways."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page
from tests.cloud.console.browser.conftest import PASSWORD, LiveCloud, open_page, sign_up

from jarip.cloud.billing.run import run_billing
from jarip.cloud.console.app import ROUTERS

DOWNLOADS = (".csv", ".json", ".txt", "/pdf", "/stream", "{path:path}")
PATHS = sorted(
    {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
        if not route.path.endswith(DOWNLOADS)
    }
)
PLAIN = [path for path in PATHS if "{" not in path and path not in {"/plan/change", "/invitation"}]
GATE = (
    *("/login", "/sign-up", "/set-up?token=x", "/forgot-password", "/reset-password?token=x"),
    *("/verify-email?token=x", "/invitation?token=x", "/no/such/page"),
)
VIEWS = (("en", 1440), ("ko", 390))
PARTS = {"/jobs/{job_id}/placement", "/jobs/{job_id}/checkpoints"}
"""Of the page of a job, and no pages by themselves."""
THEMES = ("light", "dark")
DAY_MS = 86_400_000


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
@pytest.mark.parametrize("path", PLAIN)
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


@pytest.mark.parametrize(("language", "width"), VIEWS)
def test_pages_of_a_customers_things(
    browser: Browser, live: LiveCloud, customer: Page, language: str, width: int
) -> None:
    page = open_page(browser, live, language=language, width=width)
    page.context.add_cookies(customer.context.cookies())
    page.context.add_cookies([{"name": "jarip_language", "value": language, "url": live.url}])
    seen = set()
    for path in _list_things(customer):
        page.goto(path)
        if path.startswith("/jobs/job_0"):  # its parts come by themselves
            page.locator("#placement table, #placement .soft").first.wait_for()
            page.locator("#checkpoints table").wait_for()
        assert_accessible(page)
        seen.add(_route_of(path))
    assert seen >= {path for path in PATHS if "{" in path} - PARTS


def test_coming_in(browser: Browser, live: LiveCloud) -> None:
    page = open_page(browser, live, language="ko", width=390)
    for path in GATE:
        page.goto(path)
        assert_accessible(page)
    sign_up(page, "doyun@example.com", "북한산 연구소")
    assert_accessible(page)


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.1 A and AA or best practice, no sideways scrolling, in the page's
    theme; and enough contrast in the other one."""
    page.emulate_media(reduced_motion="reduce")  # colours on their way to others have no contrast
    page.evaluate(_axe())
    found = _find_violations(page, "{resultTypes: ['violations']}")
    assert not found, "\n".join(found)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    was_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme=THEMES[not was_dark])
    found = _find_violations(page, "{runOnly: ['color-contrast']}")
    assert not found, "\n".join(found)
    page.emulate_media(color_scheme=THEMES[was_dark])


def _find_violations(page: Page, options: str) -> list[str]:
    found = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{page.url}: {each['id']}: {each['help']}: {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def customer(browser: Browser, live: LiveCloud) -> Page:
    """Somebody who has a job that has ended, its checkpoint, a budget and an invoice."""
    page = open_page(browser, live)
    live.clock.shift_ms = -20 * DAY_MS
    sign_up(page, "jiwoo@example.com", "Hangang Robotics")
    page.get_by_role("link", name="KRW").click()
    page.get_by_role("button", name="Choose Starter").click()
    page.wait_for_url("**/plan*done=*")
    live.clock.shift_ms = 0
    run_billing(live.cloud.database, live.clock, live.cloud.catalog.invoicing)
    page.goto("/login")
    page.fill("#f-email", "jiwoo@example.com")
    page.fill("#f-password", PASSWORD)
    page.click("form .primary")
    page.wait_for_url(f"{live.url}/")
    _fill(
        page, 'echo 1 > "$JARIP_CHECKPOINT_DIR/one.pt"; python -c "import jarip; jarip.log(1, x=2)"'
    )
    page.locator("#job-head .badge.good").wait_for()
    return page


def _list_things(customer: Page) -> list[str]:
    """Where a customer's own things are, found as people find them."""
    found = []
    for path, link in (
        ("/jobs", "td.main a"),
        ("/budgets", "main a[href*='/budgets/bud_']"),
        ("/invoices", "main a[href*='/invoices/inv_']"),
    ):
        customer.goto(path)
        found.append(str(customer.locator(link).first.get_attribute("href")))
    job, _, invoice = found
    return [
        *(*found, f"{invoice}/paper", f"/compare?job={job.split('/')[-1]}"),
        *("/", "/usage", "/plan", "/plan/change?plan=team", "/wallet", "/search?q=echo", "/pool"),
        *("/jobs/job_nothing", "/operator/customers"),  # refused: error pages
    ]


def _route_of(path: str) -> str:
    """`/jobs/job_1/checkpoints` -> `/jobs/{job_id}/checkpoints`."""
    names = {"job_": "{job_id}", "bud_": "{budget_id}", "inv_": "{invoice_id}"}
    parts = path.partition("?")[0].split("/")
    return "/".join(names.get(part[:4], part) for part in parts)


def _fill(page: Page, command: str = "echo 안녕하세요") -> None:
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
    page.fill("#f-command", command)
    page.click("main form .primary")
    page.wait_for_url("**/jobs/job_*")


def _axe() -> str:
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return Path(spec.origin).with_name("axe.min.js").read_text("utf-8")
