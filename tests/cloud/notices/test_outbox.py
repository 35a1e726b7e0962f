"""Notices are told once, their deliveries until they are acknowledged, whatever dies."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select
from tests.cloud.billing.customer import Customer

from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.mail.outbox import Outbox
from jarip.cloud.mail.tables import MailMessage
from jarip.cloud.notices.endpoints import CreateEndpoint, create_endpoint, endpoint_secret
from jarip.cloud.notices.kinds import KINDS, Kind
from jarip.cloud.notices.mail_sender import MailSender
from jarip.cloud.notices.outbox import MOST_TRIES, Message, SendError, deliver_due
from jarip.cloud.notices.posting import EMAIL, WEBHOOK, post_notice, word_notice
from jarip.cloud.notices.reading import count_unread, mark_read
from jarip.cloud.notices.tables import Delivery
from jarip.cloud.notices.webhook_sender import WebhookSender

SECRET = b"s" * 32
VALUES = {
    "budget": "Vision",
    "percent": "80",
    "spent": "₩8,000",
    "amount": "₩10,000",
    "consequence": "Jobs stop at 100 %.",
    "consequence_ko": "100 %가 되면 작업이 중지됩니다.",
}


@dataclass
class Receiver:
    """An endpoint of a customer's, which answers what it is told to."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((dict(self.headers.items()), body))
            self.send_response(found.answers.pop(0) if found.answers else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://localhost:{server.server_address[1]}/hook"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def post(customer: Customer, key: str = "k") -> bool:
    with customer.database.write() as session:
        now = customer.clock.now_ms()
        return bool(
            post_notice(session, now, customer.id, Kind.BUDGET_THRESHOLD, key, VALUES, "/budgets")
        )


def add_endpoint(customer: Customer, url: str, *kinds: Kind) -> str:
    with customer.database.write() as session:
        request = CreateEndpoint(url=url, kinds=list(kinds))
        return create_endpoint(session, customer.clock, customer.id, request).id


def deliveries(customer: Customer, channel: str) -> list[Delivery]:
    with customer.database.read() as session:
        query = select(Delivery).where(Delivery.channel == channel)
        return list(session.scalars(query.order_by(Delivery.id)))


def test_a_webhook_is_signed_retried_and_acknowledged(
    customer: Customer, receiver: Receiver
) -> None:
    endpoint = add_endpoint(customer, receiver.url)
    add_endpoint(customer, receiver.url, Kind.INVOICE_PAID)  # does not concern it
    sender = WebhookSender(customer.database, customer.clock, SECRET, allow_private=True)
    receiver.answers = [500, 302, 200]
    assert post(customer)
    assert not post(customer)  # told once
    for _ in range(3):
        deliver_due(customer.database, customer.clock, {WEBHOOK: sender})
        deliver_due(customer.database, customer.clock, {WEBHOOK: sender})  # not due yet
        customer.clock.advance(hours=1)
    [delivery] = deliveries(customer, WEBHOOK)
    assert (delivery.state, delivery.tries, len(receiver.got)) == ("delivered", 3, 3)
    headers, body = receiver.got[-1]
    assert {each[0]["Jarip-Delivery"] for each in receiver.got} == {delivery.id}
    time_s, signature = headers["Jarip-Signature"].removeprefix("t=").split(",v1=")
    secret = endpoint_secret(SECRET, endpoint).encode()
    expected = hmac.new(secret, time_s.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signature == expected
    told = json.loads(body)
    assert (told["kind"], told["title"]) == ("budget.threshold", "Budget “Vision” is 80 % spent")
    sender.close()


def test_a_worker_that_dies_while_sending_only_delays(customer: Customer) -> None:
    add_endpoint(customer, "https://example.com/")
    post(customer)

    class Dying:
        def send(self, message: Message) -> None:
            raise KeyboardInterrupt  # nothing below catches it, as nothing catches a kill

    sent: list[str] = []

    class Working:
        def send(self, message: Message) -> None:
            sent.append(message.delivery.id)

    with pytest.raises(KeyboardInterrupt):
        deliver_due(customer.database, customer.clock, {WEBHOOK: Dying(), EMAIL: Dying()})
    deliver_due(customer.database, customer.clock, {WEBHOOK: Working(), EMAIL: Working()})
    assert sent == []  # the dead worker may still be sending, for all anybody knows
    customer.clock.advance(seconds=121)
    deliver_due(customer.database, customer.clock, {WEBHOOK: Working(), EMAIL: Working()})
    assert len(sent) == 2
    assert {d.state for c in (EMAIL, WEBHOOK) for d in deliveries(customer, c)} == {"delivered"}


def test_it_gives_up_after_two_days_and_says_why(customer: Customer) -> None:
    add_endpoint(customer, "https://example.com/")
    post(customer)

    class Refusing:
        def send(self, message: Message) -> None:
            raise SendError("the endpoint answered 500")

    for _ in range(MOST_TRIES + 2):
        deliver_due(customer.database, customer.clock, {WEBHOOK: Refusing()})
        customer.clock.advance(hours=7)
    [delivery] = deliveries(customer, WEBHOOK)
    assert (delivery.state, delivery.tries) == ("failed", MOST_TRIES)
    assert delivery.error == "the endpoint answered 500"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/"],
)  # fmt: skip
def test_webhooks_never_reach_into_the_operators_own_network(customer: Customer, url: str) -> None:
    add_endpoint(customer, url)
    post(customer)
    sender = WebhookSender(customer.database, customer.clock, SECRET)
    deliver_due(customer.database, customer.clock, {WEBHOOK: sender})
    [delivery] = deliveries(customer, WEBHOOK)
    assert "not a public address" in delivery.error
    sender.close()


def test_mail_goes_to_those_whom_it_concerns_in_their_language(customer: Customer) -> None:
    post(customer)
    outbox = Outbox(customer.clock, SECRET, is_open=True)
    sender = MailSender(customer.database, outbox, "https://cloud.example")
    assert deliver_due(customer.database, customer.clock, {EMAIL: sender}) == 1
    with customer.database.read() as session:
        [message] = session.scalars(select(MailMessage)).all()
    assert message.recipient == "han@example.com"
    assert message.subject == "Budget “Vision” is 80 % spent"


def test_without_smtp_mail_fails_for_good_and_the_notice_is_there_to_read(
    customer: Customer,
) -> None:
    post(customer)
    sender = MailSender(customer.database, Outbox(customer.clock, SECRET, is_open=False), "")
    deliver_due(customer.database, customer.clock, {EMAIL: sender})
    [delivery] = deliveries(customer, EMAIL)
    assert delivery.state == "failed"
    assert "JARIP_SMTP_URL" in delivery.error
    with customer.database.write() as session:
        assert count_unread(session, customer.id) == 1
        assert mark_read(session, customer.clock.now_ms(), customer.id) == 1
        assert count_unread(session, customer.id) == 0


def test_every_kind_has_words_in_both_languages(customer: Customer) -> None:
    names = [
        "budget", "percent", "spent", "amount", "consequence", "consequence_ko", "number", "total",
        "due", "pause", "reason", "left",
    ]  # fmt: skip
    values = {name: f"<{name}>" for name in names}
    assert set(KINDS) == set(Kind)
    with customer.database.write() as session:
        for kind in Kind:
            notice = post_notice(session, 1, customer.id, kind, kind, values)
            assert notice is not None
            for locale in ("en", "ko"):
                words = word_notice(notice, locale)
                assert "{" not in words.title + words.text
