"""Lockout with back-off and rate limits, in the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr
from tests.cloud.accounts.conftest import CLIENT, PASSWORD

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.lockout import FIRST_LOCK_MS, LONGEST_LOCK_MS
from jarip.cloud.accounts.log_in import LOG_INS, LogIn, log_in
from jarip.cloud.accounts.rate_limits import Limit, SharedMeter, take
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import CloudError, NotSignedInError, TooManyRequestsError

EMAIL = "jiwoo@example.com"


def attempt(
    desk: FrontDesk, password: str, email: str = EMAIL, client: ClientInfo = CLIENT
) -> StartedSession:
    return log_in(desk, LogIn(email=email, password=SecretStr(password)), client)


def fail(desk: FrontDesk, email: str = EMAIL, client: ClientInfo = CLIENT) -> type[CloudError]:
    with pytest.raises(CloudError) as error:
        attempt(desk, "not the password", email, client)
    return error.type


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_after_five_failures_the_door_is_shut_for_anybody(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession, email: str
) -> None:
    assert [fail(desk, email) for _ in range(6)] == [NotSignedInError] * 5 + [TooManyRequestsError]
    with pytest.raises(TooManyRequestsError) as shut:
        attempt(desk, PASSWORD, email)
    assert shut.value.retry_after_s == FIRST_LOCK_MS // 1000
    clock.advance(ms=FIRST_LOCK_MS)
    assert fail(desk, email) is NotSignedInError
    clock.advance(ms=FIRST_LOCK_MS)  # the second time it is shut for twice as long
    assert fail(desk, email) is TooManyRequestsError


def test_the_right_password_opens_and_forgives(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession
) -> None:
    for _ in range(3):
        for _ in range(4):
            fail(desk)
        assert attempt(desk, PASSWORD)


def test_the_lock_has_a_longest_time(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession
) -> None:
    for _ in range(19):
        fail(desk)
        clock.advance(ms=LONGEST_LOCK_MS)
    assert attempt(desk, PASSWORD)


def test_a_stranger_elsewhere_does_not_shut_the_owner_out(
    desk: FrontDesk, owner: StartedSession
) -> None:
    stranger = ClientInfo("198.51.100.9")
    while fail(desk, client=stranger) is not TooManyRequestsError:
        pass
    assert attempt(desk, PASSWORD)


def test_tries_at_the_same_moment_are_all_counted(desk: FrontDesk, owner: StartedSession) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: fail(desk), range(12)))
    assert outcomes.count(NotSignedInError) == 5


def test_one_address_may_not_try_many_people(desk: FrontDesk, clock: FrozenClock) -> None:
    clock.ms -= clock.ms % LOG_INS.window_ms
    outcomes = [fail(desk, f"p{number}@example.com") for number in range(LOG_INS.count + 1)]
    assert outcomes == [NotSignedInError] * LOG_INS.count + [TooManyRequestsError]
    clock.advance(ms=LOG_INS.window_ms)
    assert fail(desk, "other@example.com") is NotSignedInError


def test_servers_share_a_limit(desk: FrontDesk, clock: FrozenClock) -> None:
    limit = Limit("requests", 100)
    clock.ms -= clock.ms % limit.window_ms
    servers = [SharedMeter(desk.database, clock) for _ in range(2)]
    passed = 0
    for number in range(400):
        try:
            servers[number % 2].take(limit, "key_1")
            passed += 1
        except TooManyRequestsError:
            continue
    assert limit.count <= passed <= limit.count * 1.2
    servers[0].take(limit, "key_2")
    clock.advance(ms=limit.window_ms)
    servers[1].take(limit, "key_1")


def test_a_strict_limit_is_exact_across_threads(desk: FrontDesk, clock: FrozenClock) -> None:
    limit = Limit("sign-ups", 7)

    def one(_: int) -> bool:
        try:
            take(desk.database, clock, limit, "a")
        except TooManyRequestsError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(20))) == 7


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
    ],
)
def test_an_ipv6_customer_is_one_address(address: str, group: str) -> None:
    assert address_group(ClientInfo(address)) == group
