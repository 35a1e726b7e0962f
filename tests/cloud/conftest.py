"""Real databases for the cloud's tests: every test that asks for one runs on SQLite and PostgreSQL.

Each test gets a database of its own, copied from one that was migrated once.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import upgrade_database
from jarip.cloud.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from throwaway_postgres import find_postgres, run_postgres, run_sql

NewDatabaseUrl = Callable[[], str]
_numbers = itertools.count()


@pytest.fixture(scope="session")
def sqlite_urls(tmp_path_factory: pytest.TempPathFactory) -> NewDatabaseUrl:
    """Makes migrated SQLite databases."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.db"
    _migrate(f"sqlite:///{template}")

    def new_url() -> str:
        path = folder / f"test{next(_numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return new_url


@pytest.fixture(scope="session")
def postgres_urls() -> Iterator[NewDatabaseUrl]:
    """Makes migrated PostgreSQL databases."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tools/setup-debian.sh installs it")
    with run_postgres(programs) as url:
        run_sql(url.format(database="postgres"), "CREATE DATABASE template_jarip")
        _migrate(url.format(database="template_jarip"))

        def new_url() -> str:
            name = f"test{next(_numbers)}"
            statement = f"CREATE DATABASE {name} TEMPLATE template_jarip"
            run_sql(url.format(database="postgres"), statement)
            return url.format(database=name)

        yield new_url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of either kind."""
    new_url: NewDatabaseUrl = request.getfixturevalue(f"{request.param}_urls")
    return new_url()


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


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade_database(database)
    database.close()
