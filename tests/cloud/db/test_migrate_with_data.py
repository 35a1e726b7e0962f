"""Going down and up again over every revision of money keeps what there was before it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.cloud.billing.customer import Customer

from jarip.cloud.billing.wallet.auditing import audit_wallets
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import put_in
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import downgrade_database, upgrade_database
from jarip.cloud.metering.auditing import audit_usage

BEFORE_WALLETS = "0012"


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    found = Customer(database, clock)
    found.use(500)
    found.run_billing()
    return found


def test_what_was_there_before_survives_going_down_and_up(customer: Customer) -> None:
    with customer.database.write() as session:
        cause = Cause(TransferKind.TOP_UP, "k")
        put_in(session, customer.clock.now_ms(), customer.id, "KRW", 1000, cause)
    before = [(row.number, row.total_micros, row.state) for row in customer.invoices()]
    downgrade_database(customer.database, BEFORE_WALLETS)
    with customer.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM usage_events")) == 4
    upgrade_database(customer.database)
    assert [(row.number, row.total_micros, row.state) for row in customer.invoices()] == before
    assert customer.subscription().pause_reason == ""
    with customer.database.read() as session:
        assert audit_usage(session, customer.id) == []
        assert audit_wallets(session, customer.id) == []
        excess = session.scalar(text("SELECT coalesce(sum(excess_micros), 0) FROM payments"))
        assert excess == 0
    customer.run_billing(days=31)
    assert len(customer.invoices()) == 2
