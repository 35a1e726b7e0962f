"""The databases that tests run on: `--database=sqlite|postgres|both`.

A test that asks for `database_kind` (or `database`, `cloud`, ...) runs once on every kind that was
chosen. One that asks for `new_database` needs a database and no particular one: it runs on SQLite,
or on PostgreSQL where that alone was chosen (`make test-postgres`). Each test gets a database of
its own, copied from one that was migrated once.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.fast_folder import own_folder

NewDatabaseUrl = Callable[[], str]
KINDS = ("sqlite", "postgres")
_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=[*KINDS, "both"],
        default="both",
        help="what the cloud's tests run on; by default each kind for all that depends on it",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = KINDS if chosen == "both" else (chosen,)
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="module")


@pytest.fixture(scope="module")
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that this run of the test is on."""
    return str(request.param)


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest, database_kind: str) -> NewDatabaseUrl:
    """Makes migrated databases of this kind."""
    new_url: NewDatabaseUrl = request.getfixturevalue(f"{database_kind}_urls")
    return new_url


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest) -> NewDatabaseUrl:
    """Makes migrated databases of one kind, for tests that don't depend on it."""
    kind = "postgres" if request.config.getoption("--database") == "postgres" else "sqlite"
    new_url: NewDatabaseUrl = request.getfixturevalue(f"{kind}_urls")
    return new_url


@pytest.fixture(scope="session")
def new_server_database(request: pytest.FixtureRequest) -> NewDatabaseUrl:
    """Makes what servers get as JARIP_DATABASE_URL: nothing, for the file in their home, or a
    PostgreSQL database where that alone was chosen."""
    if request.config.getoption("--database") != "postgres":
        return str
    new_url: NewDatabaseUrl = request.getfixturevalue("postgres_urls")
    return new_url


@pytest.fixture(scope="session")
def sqlite_urls() -> Iterator[NewDatabaseUrl]:
    """Makes migrated SQLite databases."""
    with own_folder("sqlite") as folder:
        template = folder / "template.db"
        _migrate(f"sqlite:///{template}")

        def new_url() -> str:
            path = folder / f"test{next(_numbers)}.db"
            shutil.copy(template, path)
            return f"sqlite:///{path}"

        yield new_url


@pytest.fixture(scope="session")
def postgres_urls() -> Iterator[NewDatabaseUrl]:
    """Makes migrated PostgreSQL databases."""
    from tests.throwaway_postgres import find_postgres, run_postgres, run_sql

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


def _migrate(url: str) -> None:
    from jarip.cloud.db.database import Database
    from jarip.cloud.db.migrate import upgrade_database

    database = Database(url)
    upgrade_database(database)
    database.close()
