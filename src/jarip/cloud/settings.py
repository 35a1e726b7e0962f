"""How a cloud is configured: a home folder, a database, and little else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:8470"


@dataclass(frozen=True)
class OidcSettings:
    """An OpenID Connect provider people may log in with. `name` is what its button says."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "OpenID Connect"


@dataclass(frozen=True)
class Settings:
    """All configuration, read once at start.

    `home` holds the embedded database, secrets, logs and artifacts. `database_url` is empty for
    the embedded SQLite database at `home/jarip.db`, or a PostgreSQL URL. `catalog_path` replaces
    the plan catalog shipped in the package. `public_url` is where customers reach the console.
    `isolation` is the least level that every job gets (`jarip.cloud.engines.isolation`).
    `smtp_url` is the server that takes our mail (`jarip.cloud.mail.smtp`), empty for no mail at
    all, and `mail_from` whom it comes from.
    `stripe_key` and `stripe_webhook_secret` switch card payments on; without them customers pay by
    bank transfer. `private_webhooks` lets notices be posted to addresses that are not public.
    `engine` is `local` or `ray`; with `ray_address` and `ray_token` a Ray cluster that is there,
    else one of our own that listens at `node_address`. `store_url` is where the nodes' files are
    kept (fsspec). A node that hears nothing for `node_lease_ms` stops what it runs.
    `simulate` is a file that describes a pool which is only played (`engines.simulated`).
    """

    home: Path
    database_url: str = ""
    catalog_path: Path | None = None
    public_url: str = DEFAULT_URL
    isolation: str = "L0"
    smtp_url: str = field(default="", repr=False)  # it may hold a password
    mail_from: str = "Jarip <noreply@localhost>"
    stripe_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_url: str = "https://api.stripe.com"
    private_webhooks: bool = False
    oidc: OidcSettings | None = None
    engine: str = "local"
    ray_address: str = ""
    ray_token: str = field(default="", repr=False)
    store_url: str = ""
    node_address: str = ""
    node_lease_ms: int = 60_000
    simulate: Path | None = None

    @property
    def secret_path(self) -> Path:
        """The installation's secret: keys are hashed and secrets sealed with it."""
        return self.home / "secret.key"

    @property
    def operator_key_path(self) -> Path:
        """The operator's API key for the command line on this machine (mode 0600)."""
        return self.home / "operator.key"

    @property
    def code_folder(self) -> Path:
        """Where uploaded code is kept."""
        return self.home / "code"

    @property
    def engine_folder(self) -> Path:
        """Where the local engine keeps attempts, checkpoints and outputs."""
        return self.home / "engine"

    @property
    def resolved_database_url(self) -> str:
        """The SQLAlchemy URL of the database in use."""
        return self.database_url or f"sqlite:///{self.home / 'jarip.db'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment: JARIP_HOME, JARIP_DATABASE_URL, JARIP_CATALOG, JARIP_URL,
    JARIP_ISOLATION, JARIP_SMTP_URL, JARIP_MAIL_FROM, JARIP_OIDC_*, JARIP_ENGINE, JARIP_STORE."""
    env = os.environ if environment is None else environment
    home = Path(env.get("JARIP_HOME") or Path.home() / ".jarip").expanduser().resolve()
    catalog = env.get("JARIP_CATALOG")
    return Settings(
        home=home,
        database_url=_driver_url(env.get("JARIP_DATABASE_URL", "")),
        catalog_path=Path(catalog).expanduser() if catalog else None,
        public_url=env.get("JARIP_URL") or DEFAULT_URL,
        isolation=env.get("JARIP_ISOLATION") or "L0",
        smtp_url=env.get("JARIP_SMTP_URL", ""),
        mail_from=env.get("JARIP_MAIL_FROM") or "Jarip <noreply@localhost>",
        stripe_key=env.get("JARIP_STRIPE_KEY", ""),
        stripe_webhook_secret=env.get("JARIP_STRIPE_WEBHOOK_SECRET", ""),
        stripe_url=env.get("JARIP_STRIPE_URL") or "https://api.stripe.com",
        private_webhooks=env.get("JARIP_PRIVATE_WEBHOOKS") == "1",
        engine=env.get("JARIP_ENGINE") or "local",
        ray_address=env.get("JARIP_RAY_ADDRESS", ""),
        ray_token=env.get("JARIP_RAY_TOKEN", ""),
        store_url=env.get("JARIP_STORE", ""),
        node_address=env.get("JARIP_ADDRESS", ""),
        node_lease_ms=int(float(env.get("JARIP_NODE_LEASE_S") or 60) * 1000),
        oidc=_read_oidc(env),
    )


def _read_oidc(env: Mapping[str, str]) -> OidcSettings | None:
    issuer = env.get("JARIP_OIDC_ISSUER", "")
    if not issuer:
        return None
    return OidcSettings(
        issuer=issuer,
        client_id=env.get("JARIP_OIDC_CLIENT_ID", ""),
        client_secret=env.get("JARIP_OIDC_CLIENT_SECRET", ""),
        name=env.get("JARIP_OIDC_NAME") or "OpenID Connect",
    )


def _driver_url(url: str) -> str:
    """The usual `postgres://` spellings, with the driver that Jarip uses (psycopg 3)."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
