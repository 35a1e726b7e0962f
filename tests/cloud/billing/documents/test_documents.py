"""Invoices as pages and files: the amounts of the invoice, in both languages, safely."""

from __future__ import annotations

import re
import zlib

import pytest

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.billing.documents.document import InvoiceDocument, make_document
from jarip.cloud.billing.documents.fonts import find_font
from jarip.cloud.billing.documents.html import make_html
from jarip.cloud.billing.documents.pdf import make_pdf
from jarip.cloud.billing.documents.wording import WORDS
from jarip.cloud.billing.profiles import BillingDetails, change_details
from jarip.cloud.billing.run import bill_organization
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database, get_row
from jarip.cloud.errors import ConflictError
from jarip.cloud.metering.inputs import NewMeter, Owner
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe

CATALOG = load_catalog()


def billed(database: Database, clock: FrozenClock, locale: str) -> InvoiceDocument:
    """A month of Starter with 500 chip-hours, for a customer in Seoul with a wicked name."""
    with database.write() as session:
        publish_catalog(session, clock, CATALOG)
        request = CreateOrganization(name="한강 <b>로보틱스", time_zone="Asia/Seoul")
        organization = create_organization(session, clock, request)
        details = BillingDetails(country="KR", registration_number="123-45-67890")
        change_details(session, organization.id, details)
        terms = {"plan": "starter", "currency": "KRW", "trial": False}
        subscribe(session, clock, organization.id, Subscribe.model_validate(terms))
        meter = NewMeter("att_1", "job_1", Owner(organization.id, "prj_1"), "cpu", 50)
        open_meter(session, clock.now_ms(), meter)
        start_meter(session, "att_1", clock.now_ms())
        end = clock.advance(hours=10)
        close_meter(session, end, "att_1", end)
    clock.advance(days=31)
    [invoice_id] = bill_organization(database, clock, organization.id, CATALOG.invoicing)
    with database.read() as session:
        return make_document(session, get_row(session, Invoice, invoice_id), locale)


def need_font() -> None:
    try:
        find_font()
    except ConflictError as error:
        pytest.skip(f"{error.what}: tools/setup-debian.sh installs it")


def test_a_document_shows_lines_and_sums(database: Database, clock: FrozenClock) -> None:
    document = billed(database, clock, "en")
    shown = [(line.description, line.quantity, line.rate, line.amount) for line in document.lines]
    assert ("CPU chip time, Starter", "500 chip-hours", "₩52", "₩26,000") in shown
    assert ("Included compute, Starter", "", "", "-₩20,000") in shown
    assert document.sums[1] == ("VAT 10 %", "₩2,500")
    assert document.total == ("Total", "₩27,500")


def test_a_page_escapes_names_and_speaks_korean(database: Database, clock: FrozenClock) -> None:
    page = make_html(billed(database, clock, "ko"))
    assert "한강 &lt;b&gt;로보틱스" in page
    assert "부가가치세" in page
    assert "<b>로보틱스" not in page


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_a_pdf_embeds_its_font(database: Database, clock: FrozenClock, locale: str) -> None:
    need_font()
    content = make_pdf(billed(database, clock, locale))
    assert content.startswith(b"%PDF-")
    assert b"/FontFile2" in content
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S)
    assert any(b" Tf" in zlib.decompress(s) for s in streams if s[:1] == b"x")


def test_a_long_invoice_goes_on_over_pages(database: Database, clock: FrozenClock) -> None:
    need_font()
    document = billed(database, clock, "en")
    long = InvoiceDocument(**{**document.__dict__, "lines": document.lines * 40})
    assert make_pdf(long).count(b"/Type /Page\n") > 2


def test_a_missing_font_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("jarip.cloud.billing.documents.fonts.FOLDERS", ())
    monkeypatch.setenv("JARIP_FONTS", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(ConflictError, match="not installed") as error:
        find_font()
    assert "fonts-nanum" in error.value.todo


def test_every_word_is_there_in_both_languages() -> None:
    assert all(set(words) == {"en", "ko"} and all(words.values()) for words in WORDS.values())
