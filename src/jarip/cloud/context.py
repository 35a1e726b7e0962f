"""What a running cloud is made of, and how one is opened."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from jarip.cloud.accounts.bootstrap import bootstrap_operator
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.oidc.provider import Provider
from jarip.cloud.accounts.rate_limits import SharedMeter
from jarip.cloud.accounts.secret import load_secret
from jarip.cloud.audit.access import AccessLog
from jarip.cloud.audit.hook import install_audit_hook
from jarip.cloud.billing.payments.choose import choose_provider
from jarip.cloud.billing.payments.provider import ManualProvider, PaymentProvider
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.plan import Catalog
from jarip.cloud.catalog.publishing import find_offer, publish_catalog
from jarip.cloud.db.clock import Clock, SystemClock
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.mail.outbox import Outbox
from jarip.cloud.search.filling import fill_index
from jarip.cloud.search.hook import install_search_hook
from jarip.cloud.settings import Settings
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe
from jarip.cloud.subscriptions.terms import find_terms


@dataclass(frozen=True)
class CloudContext:
    """Everything long-lived, handed to routers, pages and background loops.

    `secret` keys the hashes of API keys and seals stored secrets. `metrics` is what `/metrics`
    shows; a domain registers its own collectors there. `access_log` takes operators' looks at
    other people's data, `meter` counts requests against their limits,
    `provider` is where people may log in by OpenID Connect.
    """

    settings: Settings
    database: Database
    clock: Clock
    secret: bytes
    catalog: Catalog
    access_log: AccessLog
    meter: SharedMeter
    provider: Provider | None = None
    payments: PaymentProvider = field(default_factory=ManualProvider)
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)

    @property
    def outbox(self) -> Outbox:
        """Where messages to people are put."""
        return Outbox(self.clock, self.secret, is_open=bool(self.settings.smtp_url))

    @property
    def front_desk(self) -> FrontDesk:
        """What people pass on their way in: for `log_in`, `sign_up` and the like."""
        return FrontDesk(
            self.database, self.clock, self.secret, self.settings.public_url, self.outbox
        )

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_cloud(settings: Settings, clock: Clock | None = None) -> CloudContext:
    """Open the cloud at `settings.home`: migrate its database,
    publish its plan catalog, make the operator on first start."""
    clock = clock or SystemClock()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.resolved_database_url)
    upgrade_database(database)
    install_search_hook(database)
    fill_index(database)
    secret = load_secret(settings.secret_path)
    catalog = load_catalog(settings.catalog_path)
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        operator = bootstrap_operator(session, clock, secret, settings.operator_key_path)
        _subscribe_operator(session, clock, operator.id, catalog)
    install_audit_hook(database, clock, secret)
    access_log = AccessLog(database, clock, secret)
    meter = SharedMeter(database, clock)
    payments = choose_provider(
        settings.stripe_key, settings.stripe_webhook_secret, settings.stripe_url
    )
    return CloudContext(
        settings,
        database,
        clock,
        secret,
        catalog,
        access_log,
        meter,
        provider=Provider(settings.oidc, clock) if settings.oidc else None,
        payments=payments,
    )


def _subscribe_operator(
    session: Session, clock: Clock, organization_id: str, catalog: Catalog
) -> None:
    if find_terms(session, organization_id, clock.now_ms()) is None:
        plan = find_offer(session, catalog.operator_plan)
        request = Subscribe(plan=plan.id, currency=next(iter(plan.prices)))
        subscribe(session, clock, organization_id, request, by_operator=True)
