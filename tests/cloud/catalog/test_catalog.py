"""The plan catalog: errors with file and line, versions never edited in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Catalog, Plan, rate_of
from jarip.cloud.catalog.publishing import (
    find_offer,
    list_offers,
    publish_catalog,
    publish_plan,
    read_plan,
)
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError

MINIMAL = """\
format: 1
operator_plan: basic
plans:
  - id: basic
    version: 1
    name: {en: Basic, ko: 기본}
    description: {en: Text, ko: 글}
    prices:
      KRW:
        monthly_fee: 1000
        chip_hour: {cpu: 0.35}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plans.yaml"
    path.write_text(text)
    return path


def changed(plan: Plan, **fields: object) -> Plan:
    return Plan.model_validate({**plan.model_dump(), **fields})


def test_the_built_in_catalog_is_sound_and_priced_in_every_currency() -> None:
    catalog = load_catalog()
    assert all(set(plan.prices) == set(Currency) for plan in catalog.plans)
    assert [plan.id for plan in catalog.plans if plan.public] == ["free", "starter", "team"]


def test_decimals_are_read_exactly(tmp_path: Path) -> None:
    plan = load_catalog(write(tmp_path, MINIMAL)).plans[0]
    assert plan.prices_in(Currency.KRW).chip_hour == {"cpu": 350_000}
    assert rate_of(plan.prices_in(Currency.KRW).chip_hour, "gpu") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("monthly_fee: 1000", "monthly_fee: 1e3", 10, "not an amount"),
        ("monthly_fee: 1000", "monthly_fee: -5", 10, "negative"),
        ("cpu: 0.35", "cpu: 0.3500001", 11, "not an amount"),
        ("version: 1\n    name", "version: 0\n    name", 5, "greater than or equal to 1"),
        ("KRW:", "BTC:", 9, "KRW"),
        ("monthly_fee: 1000", "monthly_fee: 1000\n        discount: 3", 11, "Extra"),
        ("operator_plan: basic", "operator_plan: none", 1, "names no plan"),
        ("    version: 1\n", "    version: 1\n    trial_days: soon\n", 6, "integer"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = write(tmp_path, MINIMAL.replace(old, new))
    with pytest.raises(InvalidInputError) as error:
        load_catalog(path)
    found = [(e.where, e.what) for e in error.value.errors]
    assert any(where.startswith(f"{path}:{line} ") and message in what for where, what in found), (
        found
    )


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2", 2), (MINIMAL.replace("    version: 1", "    id: x"), 5)]
)
def test_wrong_yaml_and_double_keys_are_named_with_their_line(
    tmp_path: Path, text: str, line: int
) -> None:
    with pytest.raises(InvalidInputError) as error:
        load_catalog(write(tmp_path, text))
    assert error.value.where.endswith(f":{line}")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as error:
        load_catalog(tmp_path / "none.yaml")
    assert error.value.where.endswith("none.yaml")


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return load_catalog(write(tmp_path, MINIMAL))


def test_published_plans_are_read_back_whole(
    database: Database, clock: FrozenClock, catalog: Catalog
) -> None:
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        assert read_plan(session, "basic@1") == catalog.plans[0]


def test_a_version_changed_in_place_is_refused(
    database: Database, clock: FrozenClock, catalog: Catalog
) -> None:
    cheaper = changed(catalog.plans[0], trial_days=3)
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        with pytest.raises(ConflictError, match="basic@1") as error:
            publish_catalog(session, clock, catalog.model_copy(update={"plans": (cheaper,)}))
        with pytest.raises(ConflictError):
            publish_plan(session, clock, cheaper)
    assert "version 2" in error.value.todo


def test_a_new_version_replaces_the_old_on_sale_and_the_old_stays_readable(
    database: Database, clock: FrozenClock, catalog: Catalog
) -> None:
    second = changed(catalog.plans[0], version=2)
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        publish_catalog(session, clock, catalog.model_copy(update={"plans": (second,)}))
        assert [plan.key for plan in list_offers(session)] == ["basic@2"]
        assert read_plan(session, "basic@1").version == 1
        publish_catalog(session, clock, catalog)
        assert [plan.key for plan in list_offers(session)] == ["basic@1"]


def test_plans_from_the_console_outlive_a_reload_of_the_file(
    database: Database, clock: FrozenClock, catalog: Catalog
) -> None:
    extra = changed(catalog.plans[0], id="extra")
    with database.write() as session:
        publish_catalog(session, clock, catalog)
        publish_plan(session, clock, extra)
        publish_catalog(session, clock, catalog)
        assert find_offer(session, "extra") == extra
        with pytest.raises(NotFoundError, match="on sale"):
            find_offer(session, "gone")
