"""A look-alike of Stripe in a process of its own, and a place where its webhooks arrive."""

from __future__ import annotations

import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

SECRET = "whsec_test"
GOOD, DECLINED, CONFIRMED = "4242424242424242", "4000000000000341", "4000002500003155"
Event = tuple[dict[str, str], bytes]


@dataclass
class LookAlike:
    """The look-alike's address, and the webhooks it sent."""

    url: str
    events: queue.Queue[Event] = field(default_factory=queue.Queue)

    def make_card(self, number: str) -> str:
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        fields = {"type": "card"} | {f"card[{name}]": value for name, value in card.items()}
        answer = httpx.post(f"{self.url}/v1/payment_methods", data=fields, auth=("sk_test_1", ""))
        answer.raise_for_status()
        return str(answer.json()["id"])

    def next_event(self, about: str) -> Event:
        """The next webhook that mentions something; others are dropped."""
        while True:
            headers, body = self.events.get(timeout=120)
            if about.encode() in body:
                return headers, body


@pytest.fixture(scope="session")
def stripe_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LookAlike]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    look_alike = LookAlike(f"http://127.0.0.1:{port}")
    folder: Path = tmp_path_factory.mktemp("stripe")
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    receiver = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(look_alike))
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        _wait_until_up(look_alike.url)
        where = f"http://127.0.0.1:{receiver.server_address[1]}/"
        httpx.post(
            f"{look_alike.url}/_config/webhooks/test", json={"url": where, "secret": SECRET}
        ).raise_for_status()
        yield look_alike
    finally:
        process.kill()
        process.wait()
        receiver.shutdown()
        receiver.server_close()


@pytest.fixture
def stripe(stripe_process: LookAlike) -> LookAlike:
    """The look-alike, with no webhook of a former test left to read."""
    while not stripe_process.events.empty():
        stripe_process.events.get()
    return stripe_process


def _make_handler(look_alike: LookAlike) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            look_alike.events.put(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _wait_until_up(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the look-alike of Stripe did not start")
