"""A card is saved on the provider's own page, past our strict policy, and back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect
from tests.cloud.billing.payments.checkout import run_checkout
from tests.cloud.billing.payments.conftest import GOOD, SECRET, LookAlike
from tests.cloud.billing.payments.conftest import stripe as stripe
from tests.cloud.billing.payments.conftest import stripe_process as stripe_process
from tests.cloud.console.browser.conftest import open_page, run_live, sign_up
from tests.cloud.console.browser.test_accessible import assert_accessible
from tests.databases import NewDatabaseUrl


def test_there_and_back(
    browser: Browser, new_database: NewDatabaseUrl, tmp_path: Path, stripe: LookAlike
) -> None:
    with (
        run_checkout(stripe) as checkout,
        run_live(
            tmp_path / "home",
            new_database(),
            stripe_key="sk_test_1",
            stripe_webhook_secret=SECRET,
            stripe_url=checkout.url,
        ) as live,
    ):
        page = open_page(browser, live)
        sign_up(page, "jiwoo@example.com", "Hangang Robotics")
        page.goto("/wallet")
        assert_accessible(page)
        page.get_by_role("button", name="Save a card").first.click()
        page.wait_for_url(f"{checkout.url}/c/pay/*")

        page.fill("input", GOOD)
        page.get_by_role("button", name="Save card").click()

        page.wait_for_url("**/wallet?done=card_saved")
        expect(page.get_by_role("status")).to_contain_text("The card is saved")
        expect(page.locator("main")).to_contain_text("•••• 4242")
        expect(page.get_by_role("button", name="Change the card")).to_be_visible()
        assert_accessible(page)
        assert live.errors == []
