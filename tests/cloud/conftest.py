"""Real databases and an open cloud: a test that asks for one runs on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts import passwords
from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash passwords at the lowest cost there is: hundreds of tests log in."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        passwords._nobodys_hash.cache_clear()
        yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def database_url(databases: NewDatabaseUrl) -> str:
    """A migrated, empty database of either kind."""
    return databases()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The open database."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still."""
    return FrozenClock()


@pytest.fixture
def cloud(database_url: str, clock: FrozenClock, tmp_path: Path) -> Iterator[CloudContext]:
    """An open cloud with its operator."""
    opened = open_cloud(Settings(home=tmp_path / "home", database_url=database_url), clock)
    yield opened
    opened.close()


@pytest.fixture
def api(cloud: CloudContext) -> Iterator[TestClient]:
    """A REST client that acts as the operator."""
    key = cloud.settings.operator_key_path.read_text().strip()
    with TestClient(create_app(cloud), headers={"Authorization": f"Bearer {key}"}) as client:
        yield client
