"""Whatever dies while billing and collecting, and whenever: nothing is billed, collected or told
twice, nothing is lost, and the books balance.

The server "dies" before or after any commit and around any call of the payment provider, by a seed.
What it had in memory is gone; a new one takes over on the same database, as after `kill -9`.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from tests.cloud.billing.accounting.test_accounting import check_books
from tests.cloud.billing.customer import INVOICING, Customer
from tests.cloud.seeds import run_seeds
from tests.databases import NewDatabaseUrl

from jarip.cloud.billing.loop import BillingLoop
from jarip.cloud.billing.payments.methods import save_method
from jarip.cloud.billing.payments.provider import (
    AttemptState,
    ChargeOutcome,
    ChargeRequest,
    ProviderError,
    ReceivedEvent,
    RefundRequest,
    SavedMethod,
)
from jarip.cloud.billing.payments.refunding import refund_invoice
from jarip.cloud.billing.payments.refunds import RefundInvoice
from jarip.cloud.billing.payments.tables import Refund
from jarip.cloud.billing.tables import Invoice, InvoiceLine, Payment
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError
from jarip.cloud.notices.tables import Notice
from jarip.cloud.subscriptions.lifecycle import change_plan

CRASH_CHANCE = 0.08
SHORT, LONG = 7, 12
"""How many times five days a story goes on: past one renewal, or two."""
SOME = {"sqlite": range(25), "postgres": range(25, 50)}
MANY = range(1000, 1000 + int(os.environ.get("JARIP_CRASH_SEEDS", "1000")))


class Crash(BaseException):
    """The server dies here."""


class CrashingDatabase(Database):
    """A database before and after whose every commit the server may die."""

    def __init__(self, url: str, may_crash: Callable[[], None]) -> None:
        super().__init__(url)
        self.may_crash = may_crash

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            yield session
            self.may_crash()  # nothing of it is kept
        self.may_crash()  # all of it is


class Bank:
    """A payment provider that remembers what it collected, and each request by its key."""

    name = "bank"
    collects = True

    def __init__(self, chance: random.Random, may_crash: Callable[[], None]) -> None:
        self.chance, self.may_crash = chance, may_crash
        self.always_answers = False
        self.known: dict[str, tuple[ChargeRequest, ChargeOutcome]] = {}
        self.refunds: dict[str, RefundRequest] = {}

    @property
    def collected_micros(self) -> int:
        return sum(
            request.amount_micros
            for request, outcome in self.known.values()
            if outcome.state is AttemptState.SUCCEEDED
        )

    def charge(self, request: ChargeRequest) -> ChargeOutcome:
        self.may_crash()
        if request.key in self.known:
            assert self.known[request.key][0] == request  # the same in everything
        else:
            declined = self.chance.random() < 0.2
            state = AttemptState.FAILED if declined else AttemptState.SUCCEEDED
            outcome = ChargeOutcome(state, f"ref-{len(self.known)}", "declined" * declined)
            self.known[request.key] = request, outcome
        self.may_crash()
        if not self.always_answers and self.chance.random() < 0.1:
            raise ProviderError("no answer")
        return self.known[request.key][1]

    def find_charge(self, customer_ref: str, key: str) -> ChargeOutcome | None:
        self.may_crash()
        return self.known[key][1] if key in self.known else None

    def refund(self, request: RefundRequest) -> ChargeOutcome:
        self.may_crash()
        assert request.key not in self.refunds  # it has to be looked up first
        self.refunds[request.key] = request
        self.may_crash()
        if not self.always_answers and self.chance.random() < 0.1:
            raise ProviderError("no answer")
        return ChargeOutcome(AttemptState.SUCCEEDED, f"re-{request.key}")

    def find_refund(self, payment_ref: str, key: str) -> ChargeOutcome | None:
        self.may_crash()
        known = self.refunds.get(key)
        return ChargeOutcome(AttemptState.SUCCEEDED, f"re-{key}") if known else None

    def create_customer(self, key: str, name: str, email: str) -> str:
        return "cus_1"

    def begin_saving(self, customer_ref: str) -> str:
        return ""

    def save_method(self, customer_ref: str, method_ref: str) -> SavedMethod:
        return SavedMethod(method_ref, "card")

    def read_event(self, headers: Mapping[str, str], body: bytes, now_ms: int) -> ReceivedEvent:
        raise ConflictError("sends none")


class Story:
    """Months of one customer's bills under servers that die."""

    def __init__(self, url: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.calm, self.crashes = True, 0
        self.database = CrashingDatabase(url, self.may_crash)
        self.bank = Bank(self.chance, self.may_crash)
        self.customer = Customer(self.database, FrozenClock(), provider=self.bank)
        clock = self.customer.clock
        save_method(self.database, clock, self.bank, self.customer.id, "pm_1")

    def may_crash(self) -> None:
        if not self.calm and self.chance.random() < CRASH_CHANCE:
            self.crashes += 1
            raise Crash

    def tell(self, steps: int) -> None:
        self.calm = False
        for _ in range(steps):
            self.customer.clock.advance(days=5)
            self.run_until_done()
        self.calm = self.bank.always_answers = True
        for _ in range(3):  # everything that was interrupted is asked for again
            self.customer.clock.advance(days=1)
            self.run_until_done()

    def run_until_done(self) -> None:
        while True:
            try:
                self.act()
                loop = BillingLoop(self.database, self.customer.clock, INVOICING, self.bank)
                loop.run_once()
            except Crash:
                self.customer.clock.advance(seconds=self.chance.randrange(90))
            else:
                return

    def act(self) -> None:
        what = self.chance.random()
        if what < 0.3:
            self.customer.use(1 + self.chance.randrange(400))
        elif what < 0.5 and self.customer.subscription().state == "active":
            plan = self.chance.choice(["starter", "team"])
            with self.database.write() as session:
                current = self.customer.subscription().id
                change_plan(session, self.customer.clock, current, plan)
        elif what < 0.7 and (paid := [each for each in self.customer.invoices() if each.paid_ms]):
            self.refund(self.chance.choice(paid))

    def refund(self, invoice: Invoice) -> None:
        part = self.chance.choice([None, 1_000_000, 5_000_000_000])
        key = f"{invoice.id}:{self.chance.randrange(2)}"
        request = RefundInvoice(request_key=key, reason="r", subtotal_micros=part)
        with contextlib.suppress(ConflictError):  # nothing left, or paid from the wallet
            refund_invoice(self.database, self.customer.clock, self.bank, invoice.id, request)

    def check(self) -> None:
        check_books(self.database, self.customer)
        with self.database.read() as session:
            payments = session.scalars(select(Payment).where(Payment.provider == "bank")).all()
            received = sum(each.amount_micros + each.excess_micros for each in payments)
            assert received == self.bank.collected_micros
            self.check_refunds(session)
            assert sum(each.excess_micros for each in payments) == 0
            numbers = sorted(session.scalars(select(Invoice.number)))
            assert numbers == [f"INV-{n:06d}" for n in range(1, len(numbers) + 1)]
            fees = Counter(
                (line.period_id, line.plan_key, line.start_ms)
                for line in session.scalars(
                    select(InvoiceLine).where(InvoiceLine.kind == "fee", ~InvoiceLine.adjusts)
                )
            )
            assert set(fees.values()) == {1}
            told = Counter((each.kind, each.key) for each in session.scalars(select(Notice)))
            assert set(told.values()) <= {1}
            issued = {key for kind, key in told if kind == "invoice.issued"}
            # What the wallet paid at once needs no asking; of all else the customer was told.
            assert {f"invoice.issued:{each.invoice_id}:" for each in payments} <= issued

    def check_refunds(self, session: Session) -> None:
        """What went back is what the bank paid back, and no payment gave more than it was."""
        refunds = session.scalars(select(Refund)).all()
        assert {each.state for each in refunds} <= {AttemptState.SUCCEEDED}
        assert {each.id: each.amount_micros for each in refunds} == {
            key: request.amount_micros for key, request in self.bank.refunds.items()
        }
        back = Counter[str]()
        for each in refunds:
            back[each.payment_id] += each.amount_micros
        for payment_id, micros in back.items():
            assert micros <= session.get_one(Payment, payment_id).amount_micros


def tell_short_story(url: str, seed: int) -> int:
    """How often the server died."""
    return tell_story(url, seed, SHORT)


def tell_story(url: str, seed: int, steps: int = LONG) -> int:
    """How often the server died."""
    story = Story(url, seed)
    try:
        story.tell(steps)
        story.check()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    story.database.close()
    return story.crashes


def test_some_deaths_while_billing(databases: NewDatabaseUrl, database_kind: str) -> None:
    deaths = run_seeds(tell_short_story, databases, SOME[database_kind])
    assert sum(deaths) > len(deaths)


@pytest.mark.soak
def test_many_deaths_while_billing(databases: NewDatabaseUrl, database_kind: str) -> None:
    deaths = run_seeds(tell_story, databases, MANY)
    print(f"{database_kind}: {len(deaths)} seeds, {sum(deaths)} deaths")
    assert sum(deaths) > len(deaths)
