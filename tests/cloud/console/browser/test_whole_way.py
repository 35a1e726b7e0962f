"""A customer's whole way, in a real browser: sign up, choose a plan, run a job and watch it, see
what was used, hit a budget, get the invoice."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from tests.cloud.console.browser.conftest import PASSWORD, LiveCloud, open_page, sign_up

from jarip.cloud.billing.run import run_billing

DAY_MS = 86_400_000
TRAIN = """
import sys, time
import jarip
for step in range(30):
    jarip.log(step, loss=2.3 / (step + 1), accuracy=1 - 1 / (step + 2))
    print(f"step {step} loss={2.3 / (step + 1):.3f}", flush=True)
    time.sleep(0.05)
print("끝: digits 학습 완료", file=sys.stderr)
"""


def test_from_signing_up_to_the_invoice(browser: Browser, live: LiveCloud, tmp_path: Path) -> None:
    page = open_page(browser, live)
    sign_up(page, "jiwoo@example.com", "Hangang Robotics")
    expect(page.get_by_role("status")).to_contain_text("Welcome")

    page.get_by_role("link", name="KRW").click()
    page.get_by_role("button", name="Choose Starter").click()
    expect(page.get_by_role("status")).to_contain_text("subscribed")

    job_path = submit(page, tmp_path, "digits")
    watch(page, job_path)
    search(page)
    see_usage(page)
    hit_budget(page, tmp_path)
    get_invoice(page, live)
    assert live.errors == []


def submit(page: Page, folder: Path, name: str) -> str:
    """Submit a job by the form; its page's path."""
    script = folder / "train.py"
    script.write_text(TRAIN)
    page.goto("/submit")
    page.fill("#f-command", "python train.py")
    page.fill("#f-name", name)
    page.set_input_files("#f-files", script)
    page.get_by_role("button", name="Run it").click()
    page.wait_for_url("**/jobs/job_*")
    return page.url


def watch(page: Page, job_path: str) -> None:
    """The log comes line by line, the curves grow, and the end is told without a reload."""
    log = page.get_by_role("log")
    expect(log).to_contain_text("step 0 loss=2.300")
    expect(log).to_contain_text("학습 완료")
    expect(page.locator("#job-head")).to_contain_text("Succeeded")
    expect(page.locator("#curves figure")).to_have_count(2)
    expect(log.locator(".l")).to_have_count(31)
    page.fill("#log-filter", "step 29")
    assert log.locator(".l:visible").count() == 1
    assert page.url == job_path


def search(page: Page) -> None:
    """What the job wrote is found, by two Korean letters."""
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("학습")
    for _ in range(40):  # the log's index follows within seconds
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        if page.locator(".hit", has_text="digits").count():
            break
        page.wait_for_timeout(250)
        page.locator("#find").fill("학습")
        page.locator("#find").focus()
    expect(page.locator(".hit mark").first).to_have_text("학습")


def see_usage(page: Page) -> None:
    """The job's chip time is on the chart and in the table."""
    page.goto("/usage")
    expect(page.locator(".chart rect.s1")).to_have_count(1)
    expect(page.locator("table.list")).to_contain_text("CPU")


def hit_budget(page: Page, folder: Path) -> None:
    """With a budget of nothing the next job waits, and says why."""
    page.goto("/budgets")
    page.fill("#f-name", "Nothing")
    page.fill("#f-amount", "0")
    page.select_option("#f-window", "total")
    page.get_by_role("button", name="Make a budget").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    submit(page, folder, "too late")
    expect(page.locator("#job-head")).to_contain_text("the budget “Nothing”")
    page.get_by_role("button", name="Stop").click()
    page.locator("#c-stop").get_by_role("button", name="Stop").click()
    expect(page.locator("#job-head")).to_contain_text("stopped by its user")


def get_invoice(page: Page, live: LiveCloud) -> None:
    """After the trial the first invoice is there, and its PDF."""
    live.clock.shift_ms = 15 * DAY_MS
    run_billing(live.cloud.database, live.clock, live.cloud.catalog.invoicing)
    page.goto("/invoices")  # the session is long over
    page.fill("#f-email", "jiwoo@example.com")
    page.fill("#f-password", PASSWORD)
    page.click("form .primary")
    page.wait_for_url("**/invoices")
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
