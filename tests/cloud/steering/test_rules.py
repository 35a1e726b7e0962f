"""Operators' rules, from the services through the database to the scheduler."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.tables import Organization, Project
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.scheduling.snapshot import OrganizationLimits, Quota
from jarip.cloud.steering.policy import Policy, read_policy, set_policy
from jarip.cloud.steering.quotas import SetQuota, list_quotas, remove_quota, set_quota
from jarip.cloud.steering.rules import read_rules
from jarip.cloud.steering.shares import set_share
from jarip.cloud.steering.windows import (
    NewWindow,
    drain_node,
    end_window,
    list_windows,
    open_window,
    undrain_node,
)

HOUR = 3_600_000
NODES = {"n1", "n2"}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


def make_organization(session: Session, clock: FrozenClock, slug: str = "acme") -> Organization:
    return create_organization(session, clock, CreateOrganization(name=slug, slug=slug))


def maintenance(clock: FrozenClock, **values: object) -> NewWindow:
    return NewWindow.model_validate(
        {"kind": "maintenance", "nodes": ["n1"], "until_ms": clock.ms + HOUR, **values}
    )


def test_a_window_reaches_the_scheduler_until_it_is_over(
    database: Database, clock: FrozenClock
) -> None:
    with database.write() as session:
        open_window(session, clock, maintenance(clock, text="new fan"), NODES)
        (window,) = read_rules(session, clock.ms).windows
        assert (window.nodes, window.from_ms) == (frozenset({"n1"}), clock.ms)
        assert window.text == "new fan"

        clock.advance(hours=1)

        assert read_rules(session, clock.ms).windows == ()
        assert list_windows(session, clock.ms) == []
        assert len(list_windows(session, clock.ms, over=True)) == 1


def test_a_drain_holds_until_it_is_undone_and_is_one(
    database: Database, clock: FrozenClock
) -> None:
    with database.write() as session:
        first = drain_node(session, clock, "n1", "", NODES)
        again = drain_node(session, clock, "n1", "disk", set())
        assert (again.id, again.text) == (first.id, "disk")
        clock.advance(days=400)
        assert len(read_rules(session, clock.ms).windows) == 1

        undrain_node(session, clock, "n1")

        assert read_rules(session, clock.ms).windows == ()
        with pytest.raises(ConflictError, match="not drained"):
            undrain_node(session, clock, "n1")


def test_a_reservation_is_of_nodes_or_of_chips(database: Database, clock: FrozenClock) -> None:
    with database.write() as session:
        organization = make_organization(session, clock)
        request = NewWindow(
            kind="reservation",
            organization="acme",
            chips=8,
            chip_kind="npu",
            until_ms=clock.ms + HOUR,
        )
        row = open_window(session, clock, request, NODES)
        (window,) = read_rules(session, clock.ms).windows
        assert (window.organization_id, window.count, window.kind) == (organization.id, 8, "npu")

        end_window(session, clock, row.id)

        assert read_rules(session, clock.ms).windows == ()
        with pytest.raises(ConflictError, match="is over"):
            end_window(session, clock, row.id)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "drain"},
        {"nodes": []},
        {"chips": 3},
        {"organization": "acme"},
        {"kind": "reservation"},
        {"chip_kind": "npu"},
    ],
)
def test_a_window_that_makes_no_sense_is_refused(
    clock: FrozenClock, values: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        maintenance(clock, **values)


def test_what_is_not_there_or_in_the_past_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    with database.write() as session:
        with pytest.raises(NotFoundError, match="no such node"):
            open_window(session, clock, maintenance(clock, nodes=["n9"]), NODES)
        with pytest.raises(InvalidInputError, match="in the future"):
            open_window(session, clock, maintenance(clock, until_ms=clock.ms), NODES)
        with pytest.raises(NotFoundError, match="no organization"):
            set_share(session, clock, "nobody", 100)


def test_quotas_are_changed_in_place_and_removed(database: Database, clock: FrozenClock) -> None:
    with database.write() as session:
        organization = make_organization(session, clock)
        project = session.scalar(select(Project).where(Project.organization_id == organization.id))
        assert project is not None
        set_quota(session, clock, SetQuota(organization="acme", chips=8))
        small = set_quota(session, clock, SetQuota(organization="acme", project="default", chips=2))
        set_quota(session, clock, SetQuota(organization="acme", chips=4))

        assert read_rules(session, clock.ms).quotas == (
            Quota(organization.id, 4),
            Quota(organization.id, 2, project.id),
        )

        remove_quota(session, small.id)

        assert [row.chips for row in list_quotas(session)] == [4]


def test_weights_and_policy_reach_the_scheduler(database: Database, clock: FrozenClock) -> None:
    limits = {"x": OrganizationLimits(None, None, 0, {})}
    with database.write() as session:
        assert read_policy(session) == Policy()
        organization = make_organization(session, clock)
        set_share(session, clock, "acme", 100)
        set_share(session, clock, "acme", 250)
        set_policy(session, clock, Policy(min_run_ms=5))
        set_policy(session, clock, Policy(min_run_ms=7, half_life_ms=HOUR))

        rules = read_rules(session, clock.ms)

        assert (rules.min_run_ms, rules.half_life_ms) == (7, HOUR)
        weighed = rules.weigh(limits | {organization.id: limits["x"]})
        assert {key: each.weight for key, each in weighed.items()} == {
            "x": 1.0,
            organization.id: 2.5,
        }
