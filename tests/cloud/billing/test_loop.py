"""The billing loop issues what is due and ends when it is told to."""

from __future__ import annotations

import time

from sqlalchemy import select

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.billing.loop import BillingLoop
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe


def test_the_first_run_is_at_once(database: Database, clock: FrozenClock) -> None:
    catalog = load_catalog()
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        organization = create_organization(session, clock, CreateOrganization(name="Han"))
        request = Subscribe.model_validate({"plan": "team", "currency": "USD", "trial": False})
        subscribe(session, clock, organization.id, request)
    loop = BillingLoop(database, clock, catalog.invoicing)
    loop.start()
    deadline = time.monotonic() + 200
    number = None
    while number is None and time.monotonic() < deadline:
        with database.read() as session:
            number = session.scalar(select(Invoice.number))
    loop.close()
    assert number == "INV-000001"
