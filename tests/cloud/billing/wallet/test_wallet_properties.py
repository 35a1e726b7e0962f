"""Whatever happens to a wallet in whatever order, its ledger adds up and it never goes below what
the operator allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.billing.wallet.auditing import audit_wallets
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind, list_lots
from jarip.cloud.billing.wallet.moves import expire_lots, put_in, take_out
from jarip.cloud.billing.wallet.wallets import (
    WalletTerms,
    available_micros,
    change_terms,
    find_wallet,
    lock_wallet,
)
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import PaymentRequiredError

AMOUNTS = st.integers(1, 1_000)
NUMBERS = iter(range(10**9))


@pytest.fixture(scope="module")
def shared(databases: NewDatabaseUrl) -> Iterator[Database]:
    database = Database(databases())
    yield database
    database.close()


class WalletMachine(RuleBasedStateMachine):
    """A wallet beside a model of it: a list of [amount left, expiry, paid], and a debt."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.clock = FrozenClock()
        self.lots: list[list[int | None]] = []
        self.debt = self.overdraft = self.moves = 0
        self.last: Cause | None = None
        with self.database.write() as session:
            request = CreateOrganization(name="Han", slug=f"w{next(NUMBERS)}-{id(self):x}"[:40])
            self.id = create_organization(session, self.clock, request).id
            lock_wallet(session, self.clock.now_ms(), self.id, "KRW")

    def cause(self, kind: TransferKind) -> Cause:
        self.moves += 1
        return Cause(kind, f"{self.id}:{self.moves}")

    def drop_expired(self) -> None:
        now = self.clock.now_ms()
        self.lots = [lot for lot in self.lots if lot[1] is None or lot[1] > now]

    @rule(amount=AMOUNTS, days=st.none() | st.integers(1, 60), given_away=st.booleans())
    def put(self, amount: int, days: int | None, given_away: bool) -> None:
        kind = TransferKind.GRANT if given_away else TransferKind.TOP_UP
        expires = None if days is None else self.clock.now_ms() + days * 86_400_000
        self.last = self.cause(kind)
        with self.database.write() as session:
            put_in(session, self.clock.now_ms(), self.id, "KRW", amount, self.last, expires)
        repaid = min(self.debt, amount)
        self.debt -= repaid
        if amount > repaid:
            self.lots.append([amount - repaid, expires, int(not given_away)])

    @rule(amount=AMOUNTS, at_most=st.booleans())
    def take(self, amount: int, at_most: bool) -> None:
        self.drop_expired()
        there = max(0, sum(lot[0] or 0 for lot in self.lots) - self.debt + self.overdraft)
        cause = self.cause(TransferKind.PAYMENT)
        taken = min(amount, there)
        try:
            with self.database.write() as session:
                transfer = take_out(
                    session, self.clock.now_ms(), self.id, "KRW", amount, cause,
                    at_most=at_most,
                )  # fmt: skip
        except PaymentRequiredError:
            assert not at_most
            assert amount > there
            return
        assert at_most or amount <= there
        self.last = cause if transfer else None
        assert (-transfer.amount_micros if transfer else 0) == taken
        for lot in sorted(self.lots, key=lambda lot: (lot[1] or 2**62, lot[2] or 0)):
            used = min(lot[0] or 0, taken)
            lot[0] = (lot[0] or 0) - used
            taken -= used
        self.debt += taken
        self.lots = [lot for lot in self.lots if lot[0]]

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        assert self.last is not None
        with self.database.write() as session:
            if self.last.kind == TransferKind.PAYMENT:
                take_out(session, self.clock.now_ms(), self.id, "KRW", 1, self.last)
            else:
                put_in(session, self.clock.now_ms(), self.id, "KRW", 77, self.last)

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)

    @rule()
    def expire(self) -> None:
        with self.database.write() as session:
            now = self.clock.now_ms()
            expire_lots(session, now, lock_wallet(session, now, self.id, "KRW"))
        self.drop_expired()

    @rule(overdraft=st.sampled_from([0, 500]))
    def allow(self, overdraft: int) -> None:
        self.overdraft = overdraft
        with self.database.write() as session:
            terms = WalletTerms(overdraft_micros=overdraft)
            change_terms(session, self.clock.now_ms(), self.id, "KRW", terms)

    @invariant()
    def adds_up(self) -> None:
        with self.database.read() as session:
            assert audit_wallets(session, self.id) == []
            wallet = find_wallet(session, self.id, "KRW")
            assert wallet is not None
            now = self.clock.now_ms()
            alive = sum(lot[0] or 0 for lot in self.lots if lot[1] is None or lot[1] > now)
            assert available_micros(session, wallet, now) == max(
                0, alive - self.debt + self.overdraft
            )
            assert wallet.debt_micros == self.debt <= 500
            left = [lot.left_micros for lot in list_lots(session, wallet.id)]
            assert all(amount > 0 for amount in left)


def test_a_wallet_behaves_as_its_model(shared: Database) -> None:
    WalletMachine.database = shared
    run_state_machine_as_test(
        WalletMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
