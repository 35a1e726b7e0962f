"""A customer's whole way, in a real browser: sign up, choose a plan, run a job and watch it, see
what was used, hit a budget, get the invoice."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.cloud.console.browser.conftest import PASSWORD, LiveCloud, open_page, sign_up

from jarip.cloud.billing.run import run_billing
from jarip.cloud.metering.inputs import MIN_LEASE_MS

DAY_MS = 86_400_000
WON_AN_HOUR = 52
"""Of a CPU, on the plan Starter."""
DIGITS = Path(__file__).parents[4] / "examples" / "digits"
CURVES = """
import re, sys
import jarip
for line in sys.stdin:
    print(line, end="", flush=True)
    if found := re.match(r"epoch +(\\d+) +loss ([\\d.]+) +accuracy +([\\d.]+)", line):
        jarip.log(int(found[1]), loss=float(found[2]), accuracy=float(found[3]))
print("끝: 숫자 학습 완료", file=sys.stderr)
"""
"""Draws what an unmodified CUDA program prints."""
ENDLESS = """
import signal, sys, time
def save(*_):
    print("saved at the cap", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
print("on and on", flush=True)
while True:
    time.sleep(0.05)
"""


@pytest.mark.timeout(900)
def test_from_signing_up_to_the_invoice(browser: Browser, live: LiveCloud, tmp_path: Path) -> None:
    page = open_page(browser, live)
    sign_up(page, "jiwoo@example.com", "Hangang Robotics")
    expect(page.get_by_role("status")).to_contain_text("Welcome")

    page.get_by_role("link", name="KRW").click()
    page.get_by_role("button", name="Choose Starter").click()
    expect(page.get_by_role("status")).to_contain_text("subscribed")

    train_digits(page, tmp_path)
    used_ms = see_usage(page)
    cap_spending(page, used_ms + MIN_LEASE_MS + 500)
    endless = submit_endless(page, tmp_path, "endless")
    search(page)  # meanwhile
    hit_budget(page, endless)
    submit_endless(page, tmp_path, "too late")
    wait_for_money(page)
    get_invoice(page, live)
    assert live.errors == []


def submit(page: Page, name: str, command: str, *files: Path) -> str:
    """Submit a job by the form; its page's address."""
    page.goto("/submit")
    page.fill("#f-command", command)
    page.fill("#f-name", name)
    page.set_input_files("#f-files", files)
    page.get_by_role("button", name="Run it").click()
    page.wait_for_url("**/jobs/job_*")
    return page.url


def train_digits(page: Page, folder: Path) -> None:
    """The unmodified CUDA program: its log comes line by line, its curves grow, and its end is
    told, all without a reload."""
    script = folder / "curves.py"
    script.write_text(CURVES)
    files = [DIGITS / "digits.cu", DIGITS / "digits.csv", script]
    submit(page, "digits", "digits.cu digits.csv | python curves.py", *files)
    page.evaluate("window.loadedOnce = true")
    log = page.get_by_role("log")
    expect(log).to_contain_text("epoch  1  loss")  # our CUDA tree may have to be built first
    expect(log).to_contain_text("held-out accuracy")
    expect(log).to_contain_text("숫자 학습 완료")
    expect(page.locator("#job-head")).to_contain_text("Succeeded")
    expect(page.locator("#curves figure")).to_have_count(2)
    reached = re.search(r"held-out accuracy: ([\d.]+) %", log.inner_text())
    assert reached is not None
    assert float(reached[1]) > 95
    page.fill("#log-filter", "held-out")
    assert log.locator(".l:visible").count() == 1
    assert page.evaluate("window.loadedOnce")


def search(page: Page) -> None:
    """What the job wrote is found, by two Korean letters."""
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("학습")
    for _ in range(400):  # the log's index follows within seconds
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        if page.locator(".hit", has_text="digits").count():
            break
        page.wait_for_timeout(250)
        page.locator("#find").fill("학습")
        page.locator("#find").focus()
    expect(page.locator(".hit mark").first).to_have_text("학습")


def see_usage(page: Page) -> int:
    """The job's chip time is on the chart and in the table; how much, in chip-milliseconds."""
    page.goto("/usage")
    expect(page.locator(".chart.for-screens rect.s1")).to_have_count(1)
    expect(page.locator("table.list")).to_contain_text("CPU")
    (used,) = page.request.get("/v1/usage").json()
    return int(used["amount"])


def cap_spending(page: Page, chip_ms: int) -> None:
    """A hard budget for so much time of a CPU."""
    page.goto("/budgets")
    page.fill("#f-name", "Tight")
    page.fill("#f-amount", f"{chip_ms / 3_600_000 * WON_AN_HOUR:.6f}")
    page.select_option("#f-window", "total")
    page.get_by_role("button", name="Make a budget").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def submit_endless(page: Page, folder: Path, name: str) -> str:
    """A job that only the cap ends; its page's address."""
    script = folder / "endless.py"
    script.write_text(ENDLESS)
    return submit(page, name, "python endless.py", script)


def hit_budget(page: Page, endless: str) -> None:
    """A job runs into the cap while it is watched: it is asked to stop, saves, and is stopped."""
    page.goto(endless)
    log = page.get_by_role("log")
    expect(log).to_contain_text("on and on")
    expect(log).to_contain_text("saved at the cap")
    expect(page.locator("#job-head")).to_contain_text("stopped: the budget is spent")


def wait_for_money(page: Page) -> None:
    """The next job waits, and says why."""
    expect(page.locator("#job-head")).to_contain_text("the budget “Tight”")
    page.get_by_role("button", name="Stop").click()
    page.locator("#c-stop").get_by_role("button", name="Stop").click()
    expect(page.locator("#job-head")).to_contain_text("stopped by its user")


def get_invoice(page: Page, live: LiveCloud) -> None:
    """After the trial the first invoice is there; its PDF says the plan's fee with Korean tax."""
    page.goto("/invoices")
    page.fill("#f-country", "KR")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    live.clock.shift_ms = 15 * DAY_MS
    run_billing(live.cloud.database, live.clock, live.cloud.catalog.invoicing)
    page.goto("/invoices")  # the session is long over
    page.fill("#f-email", "jiwoo@example.com")
    page.fill("#f-password", PASSWORD)
    page.click("form .primary")
    page.wait_for_url("**/invoices")
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    expect(page.locator("table.list tbody tr")).to_contain_text("₩20,900")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    text = read_pdf(download.value.path())
    assert "₩19,000" in text
    assert "₩20,900" in text


def read_pdf(path: Path) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
