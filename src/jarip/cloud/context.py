"""What a running cloud is made of, and how one is opened."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry

from jarip.cloud.accounts.bootstrap import bootstrap_operator
from jarip.cloud.accounts.secret import load_secret
from jarip.cloud.db.clock import Clock, SystemClock
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.settings import Settings


@dataclass(frozen=True)
class CloudContext:
    """Everything long-lived, handed to routers, pages and background loops.

    `secret` keys the hashes of API keys and seals stored secrets. `metrics` is what `/metrics`
    shows; a domain registers its own collectors there.
    """

    settings: Settings
    database: Database
    clock: Clock
    secret: bytes
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_cloud(settings: Settings, clock: Clock | None = None) -> CloudContext:
    """Open the cloud at `settings.home`: migrate its database, make the operator on first start."""
    clock = clock or SystemClock()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.resolved_database_url)
    upgrade_database(database)
    secret = load_secret(settings.secret_path)
    with database.write() as session:
        bootstrap_operator(session, clock, secret, settings.operator_key_path)
    return CloudContext(settings, database, clock, secret)
