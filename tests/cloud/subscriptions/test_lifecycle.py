"""Subscribing, changing plan, pausing, cancelling, renewing."""

from __future__ import annotations

import pytest

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PaymentRequiredError,
)
from jarip.cloud.subscriptions.lifecycle import (
    Subscribe,
    cancel,
    change_plan,
    find_subscription,
    keep,
    pause,
    resume,
    subscribe,
)
from jarip.cloud.subscriptions.phases import list_segments
from jarip.cloud.subscriptions.renewal import renew_due
from jarip.cloud.subscriptions.states import TRANSITIONS, Event, State, next_state
from jarip.cloud.subscriptions.tables import Subscription
from jarip.cloud.subscriptions.terms import check_chips, find_terms, require_terms

DAY_MS = 86_400_000


class Customer:
    """An organization in Seoul and its subscription, on one database."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        with database.write() as session:
            publish_catalog(session, clock, load_catalog())
            request = CreateOrganization(name="Han", time_zone="Asia/Seoul")
            self.id = create_organization(session, clock, request).id

    def subscribe(self, plan: str = "starter", **fields: object) -> Subscription:
        request = Subscribe.model_validate({"plan": plan, "currency": "KRW", **fields})
        with self.database.write() as session:
            return subscribe(session, self.clock, self.id, request)

    def do(self, service: object, *arguments: object, **options: object) -> Subscription:
        with self.database.write() as session:
            current = find_subscription(session, self.id)
            return service(session, self.clock, current.id, *arguments, **options)  # type: ignore

    def renew(self, **later: int) -> Subscription:
        self.clock.advance(**later)
        with self.database.write() as session:
            renew_due(session, self.clock.now_ms())
            return find_subscription(session, self.id)

    def phases(self) -> list[tuple[str, str, int]]:
        with self.database.read() as session:
            current = find_subscription(session, self.id)
            segments = list_segments(session, current.id, 0, 2**53)
        return [(s.plan_key, s.kind, s.start_ms) for s in segments]


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def test_a_trial_ends_in_a_paid_period_counted_from_its_end(customer: Customer) -> None:
    start = customer.clock.now_ms()
    trial = customer.subscribe()
    assert (trial.state, trial.period_end_ms) == (State.TRIALING, start + 14 * DAY_MS)
    active = customer.renew(days=14)
    assert (active.state, active.period_start_ms) == (State.ACTIVE, start + 14 * DAY_MS)
    assert customer.phases() == [
        ("starter@1", "trial", start),
        ("starter@1", "paid", start + 14 * DAY_MS),
    ]


def test_a_trial_is_given_once(customer: Customer) -> None:
    customer.subscribe()
    customer.do(cancel, now=True)
    customer.clock.advance(days=1)
    assert customer.subscribe().state == State.ACTIVE


def test_an_upgrade_is_at_once_and_a_downgrade_at_the_end(customer: Customer) -> None:
    customer.subscribe(trial=False)
    start = customer.clock.now_ms()
    customer.clock.advance(days=3, ms=700)
    assert customer.do(change_plan, "team").plan_key == "team@1"
    waiting = customer.do(change_plan, "free")
    assert (waiting.plan_key, waiting.next_plan_key) == ("team@1", "free@1")
    renewed = customer.renew(days=30)
    assert (renewed.plan_key, renewed.next_plan_key) == ("free@1", None)
    assert customer.phases() == [
        ("starter@1", "paid", start),
        ("team@1", "paid", start + 3 * DAY_MS),  # on the whole second
        ("free@1", "paid", renewed.period_start_ms),
    ]


def test_choosing_the_present_plan_takes_back_a_waiting_change(customer: Customer) -> None:
    customer.subscribe("team", trial=False)
    customer.do(change_plan, "free")
    assert customer.do(change_plan, "team").next_plan_key is None


def test_two_changes_within_a_second_leave_one_phase(customer: Customer) -> None:
    customer.subscribe("free", trial=False)
    customer.do(change_plan, "starter")
    customer.do(change_plan, "team")
    assert [plan for plan, _, _ in customer.phases()] == ["team@1"]


def test_cancelling_at_the_end_keeps_the_paid_period(customer: Customer) -> None:
    customer.subscribe(trial=False)
    assert customer.do(cancel).cancel_at_end
    customer.do(keep)
    end = customer.do(cancel).period_end_ms
    ended = customer.renew(days=40)
    assert (ended.state, ended.cancelled_ms) == (State.CANCELLED, end)
    with customer.database.read() as session:
        assert find_terms(session, customer.id, customer.clock.now_ms()) is None


def test_a_server_that_slept_for_months_catches_up_in_order(customer: Customer) -> None:
    start = customer.clock.now_ms()  # 1 January 09:00 in Seoul
    customer.subscribe(trial=False)
    customer.do(change_plan, "free")
    renewed = customer.renew(days=100)
    assert renewed.period_start_ms <= customer.clock.now_ms() < renewed.period_end_ms
    assert [p[0] for p in customer.phases()] == ["starter@1", "free@1"]
    assert customer.phases()[1][2] == start + 31 * DAY_MS


def test_a_pause_stops_jobs_until_resumed(customer: Customer) -> None:
    customer.subscribe(trial=False)
    customer.do(pause)
    with (
        customer.database.read() as session,
        pytest.raises(PaymentRequiredError, match="paused"),
    ):
        require_terms(session, customer.id, customer.clock.now_ms())
    customer.clock.advance(hours=1)
    customer.do(resume)
    with customer.database.read() as session:
        assert require_terms(session, customer.id, customer.clock.now_ms()).may_run


def test_without_a_subscription_nothing_runs(customer: Customer) -> None:
    with (
        customer.database.read() as session,
        pytest.raises(PaymentRequiredError, match="no subscription"),
    ):
        require_terms(session, customer.id, 0)


def test_a_plan_limits_chips(customer: Customer) -> None:
    customer.subscribe("free")
    with customer.database.read() as session:
        terms = require_terms(session, customer.id, customer.clock.now_ms())
    check_chips(terms, "cpu", 2)
    with pytest.raises(PaymentRequiredError, match="allows 2 chips"):
        check_chips(terms, "cpu", 3)


def test_impossible_wishes_are_refused_with_a_reason(customer: Customer) -> None:
    with pytest.raises(NotAllowedError, match="operator only"):
        customer.subscribe("own")
    with pytest.raises(NotFoundError, match="on sale"):
        customer.subscribe("gone")
    customer.subscribe()
    with pytest.raises(ConflictError, match="already"):
        customer.subscribe()
    with pytest.raises(ConflictError, match="cannot resume"):
        customer.do(resume)
    with pytest.raises(ConflictError, match="not about to end"):
        customer.do(keep)


@pytest.mark.parametrize("service", [cancel, keep, pause, resume])
def test_an_ended_subscription_stays_ended(customer: Customer, service: object) -> None:
    customer.subscribe()
    customer.do(cancel, now=True)
    with pytest.raises(ConflictError, match="has ended"):
        customer.do(service)
    with pytest.raises(ConflictError, match="has ended"):
        customer.do(change_plan, "team")


def test_every_state_but_cancelled_can_be_cancelled_and_nothing_leaves_it() -> None:
    sources = {state for state, event in TRANSITIONS if event == Event.CANCEL}
    assert sources == set(State) - {State.CANCELLED}
    for event in Event:
        with pytest.raises(ConflictError, match="cancelled"):
            next_state(State.CANCELLED, event, "sub_1")


def test_prices_of_a_currency_not_sold_are_refused() -> None:
    plan = load_catalog().plans[0]
    korean = plan.model_copy(update={"prices": {Currency.KRW: plan.prices[Currency.KRW]}})
    with pytest.raises(InvalidInputError, match="not sold in EUR"):
        korean.prices_in(Currency.EUR)
