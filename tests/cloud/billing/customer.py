"""A customer on a plan, whose invoices are made and paid, for tests of money."""

from __future__ import annotations

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.tables import Member, User
from jarip.cloud.billing.invoices import list_invoices
from jarip.cloud.billing.loop import BillingLoop
from jarip.cloud.billing.payments.provider import ManualProvider, PaymentProvider
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.metering.inputs import NewMeter, Owner
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.notices.reading import list_notices
from jarip.cloud.notices.tables import Notice
from jarip.cloud.subscriptions.lifecycle import Subscribe, find_subscription, subscribe
from jarip.cloud.subscriptions.tables import Subscription

CATALOG = load_catalog()
INVOICING = CATALOG.invoicing
DAY_MS = 86_400_000


class Customer:
    """An organization with an owner, subscribed without a trial."""

    def __init__(
        self,
        database: Database,
        clock: FrozenClock,
        plan: str = "starter",
        currency: str = "KRW",
        provider: PaymentProvider | None = None,
    ) -> None:
        self.database, self.clock = database, clock
        self.provider = provider or ManualProvider()
        now = clock.now_ms()
        with database.write() as session:
            publish_catalog(session, clock, CATALOG)
            request = CreateOrganization(name="Han", time_zone="Asia/Seoul")
            self.id = create_organization(session, clock, request).id
            user = User(id=new_id("usr", now), email="han@example.com", name="Han", created_ms=now)
            session.add(user)
            session.flush()
            member = Member(
                id=new_id("mem", now),
                organization_id=self.id,
                user_id=user.id,
                role="owner",
                created_ms=now,
            )
            session.add(member)
            self.user_id = user.id
            body = Subscribe.model_validate({"plan": plan, "currency": currency, "trial": False})
            subscribe(session, clock, self.id, body)

    def run_billing(self, **later: int) -> None:
        self.clock.advance(**later)
        BillingLoop(self.database, self.clock, INVOICING, self.provider).run_once()

    def use(self, chip_hours: int, kind: str = "cpu") -> None:
        now = self.clock.now_ms()
        attempt = new_id("att", now)
        with self.database.write() as session:
            owner = Owner(self.id, "prj_1", self.user_id)
            open_meter(session, now, NewMeter(attempt, "job_1", owner, kind, chip_hours))
            start_meter(session, attempt, now)
            self.clock.advance(hours=1)
            close_meter(session, self.clock.now_ms(), attempt, self.clock.now_ms())

    def invoices(self) -> list[Invoice]:
        """Oldest first."""
        with self.database.read() as session:
            return list_invoices(session, self.id, PageRequest()).items[::-1]

    def subscription(self) -> Subscription:
        with self.database.read() as session:
            return find_subscription(session, self.id)

    def notices(self) -> list[Notice]:
        """Oldest first."""
        with self.database.read() as session:
            return list_notices(session, self.id, PageRequest()).items[::-1]
