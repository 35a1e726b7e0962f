"""Every document balances; what is left on the accounts is what is owed and what wallets have."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cloud.billing.customer import Customer
from tests.databases import NewDatabaseUrl

from jarip.cloud.billing.accounting.formats import write_csv, write_json_lines
from jarip.cloud.billing.accounting.postings import Account, Posting, list_postings
from jarip.cloud.billing.invoices import CreditInvoice, credit_invoice, void_invoice
from jarip.cloud.billing.payments.refunds import RefundInvoice, open_refunds
from jarip.cloud.billing.settling import due_micros, receive_payment
from jarip.cloud.billing.top_up import AddCredit, add_credit
from jarip.cloud.billing.wallet.auditing import audit_wallets
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import take_out
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import CloudError
from jarip.cloud.subscriptions.lifecycle import change_plan

STEPS = ["bill", "use", "pay", "pay a part", "pay twice", "credit", "credit a part", "void"]
STEPS += ["top up", "grant", "pay out", "team", "starter", "refund", "refund a part"]
WON = 1_000_000


def do(customer: Customer, step: str, number: int) -> None:
    if step == "bill":
        customer.run_billing(days=number % 40)
        return
    if step == "use":
        customer.use(1 + number % 2000)
        return
    invoices = customer.invoices()
    with customer.database.write() as session:
        now, reference = customer.clock.now_ms(), f"{customer.id}:{number}"
        if step in ("top up", "grant"):
            kind = "top_up" if step == "top up" else "grant"
            expires = now + number % 50 * 86_400_000 + 1 if step == "grant" else None
            request = AddCredit(
                kind=kind, amount_micros=number * WON, reference=reference, expires_ms=expires
            )
            add_credit(session, customer.clock, customer.id, "KRW", request)
        elif step == "pay out":
            cause = Cause(TransferKind.PAY_OUT, f"out:{reference}")
            take_out(session, now, customer.id, "KRW", number * WON, cause, at_most=True)
        elif step in ("team", "starter"):
            change_plan(session, customer.clock, customer.subscription().id, step)
        elif invoices:
            _do_to_invoice(session, customer, step, number, invoices[number % len(invoices)].id)


def _do_to_invoice(session, customer, step, number, invoice_id) -> None:  # type: ignore[no-untyped-def]
    now, reference = customer.clock.now_ms(), f"{customer.id}:{number}"
    if step == "void":
        void_invoice(session, now, invoice_id, "a mistake")
    elif step.startswith("refund"):
        part = number * WON if step == "refund a part" else None
        wish = RefundInvoice(
            request_key=reference, reason="r", subtotal_micros=part, reference=reference
        )
        for _ in range(2):
            open_refunds(session, now, "manual", invoice_id, wish)
    elif step.startswith("credit"):
        part = number * WON if step == "credit a part" else None
        credit_invoice(session, now, invoice_id, CreditInvoice(reason="r", subtotal_micros=part))
    else:
        amount = {"pay": None, "pay a part": number * WON, "pay twice": 10**12}[step]
        for _ in range(2):
            receive_payment(session, now, invoice_id, "manual", reference, amount)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 30_000)), max_size=15))
def test_the_books_balance_whatever_happens(
    new_database: NewDatabaseUrl, steps: list[tuple[str, int]]
) -> None:
    database = Database(new_database())
    customer = Customer(database, FrozenClock())
    customer.run_billing()
    for step, number in steps:
        with contextlib.suppress(CloudError):  # not possible just now
            do(customer, step, number)
    check_books(database, customer)
    database.close()


def check_books(database: Database, customer: Customer) -> None:
    with database.read() as session:
        postings = [
            each for each in list_postings(session, 0, 2**62) if each.organization_id == customer.id
        ]
        left: Counter[Account] = Counter()
        documents: Counter[tuple[str, str]] = Counter()
        for each in postings:
            left[each.account] += each.debit_micros
            documents[each.document, each.number] += each.debit_micros
        assert set(documents.values()) <= {0}
        owed = sum(due_micros(session, invoice) for invoice in customer.invoices())
        assert left[Account.RECEIVABLE] == owed
        wallet = find_wallet(session, customer.id, "KRW")
        assert -left[Account.DEPOSITS] == (wallet.balance_micros if wallet else 0)
        assert audit_wallets(session, customer.id) == []


def test_files_are_exact_and_no_cell_is_a_formula() -> None:
    posting = Posting(
        1_767_225_600_000, "invoice", "INV-1", "org_1", Account.TAX, "USD", -1_230_000, "=1+1"
    )
    [row] = csv.DictReader(io.StringIO("".join(write_csv([posting]))))
    assert (row["debit"], row["credit"], row["text"]) == ("0", "1.23", "'=1+1")
    assert row["date"] == "2026-01-01T00:00:00Z"
    [line] = write_json_lines([posting])
    assert json.loads(line)["text"] == "=1+1"
