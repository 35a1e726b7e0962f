"""Checkout's setup mode, which the look-alike lacks: its two calls and its page, in front of it.

Written from https://docs.stripe.com/api/checkout/sessions. Every other call goes on to the
look-alike, so cards and customers are its own.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.cloud.billing.payments.conftest import SECRET, LookAlike

from jarip.cloud.billing.payments.stripe_signature import sign

KEY = ("sk_test_1", "")
PAGE = """<!doctype html><html lang="en"><title>Checkout</title><h1>Save your card</h1>
<form method="post"><label>Number <input name="number"></label><button>Save card</button></form>
<a href="%s">Back</a>"""


@dataclass
class Checkout:
    """Where it answers, and the sessions it made."""

    look_alike: LookAlike
    url: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def create(self, fields: dict[str, str]) -> dict[str, Any]:
        assert fields["mode"] == "setup"
        assert fields["payment_method_types[0]"] == "card"
        assert "{CHECKOUT_SESSION_ID}" in fields["success_url"]
        known = httpx.get(f"{self.look_alike.url}/v1/customers/{fields['customer']}", auth=KEY)
        known.raise_for_status()
        name = f"cs_test_{len(self.sessions) + 1}"
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "mode": "setup",
            "status": "open",
            "customer": fields["customer"],
            "setup_intent": f"seti_{name}",
            "url": f"{self.url}/c/pay/{name}",
            "success_url": fields["success_url"],
            "cancel_url": fields["cancel_url"],
        }
        return self.sessions[name]

    def pay(self, name: str, number: str) -> str:
        """What its page does with a card; where it leads."""
        session = self.sessions[name]
        method = self.look_alike.make_card(number)
        where = f"{self.look_alike.url}/v1/payment_methods/{method}/attach"
        attached = httpx.post(where, data={"customer": session["customer"]}, auth=KEY)
        attached.raise_for_status()
        session |= {"status": "complete", "method": attached.json()}
        return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", name)

    def show(self, name: str, expand: list[str]) -> dict[str, Any] | None:
        session = self.sessions.get(name)
        if session is None:
            return None
        shown = {key: value for key, value in session.items() if key != "method"}
        if expand == ["setup_intent.payment_method"]:
            shown["setup_intent"] = {
                "id": session["setup_intent"],
                "payment_method": session.get("method"),
            }
        return shown

    def event(self, name: str, now_ms: int) -> tuple[dict[str, str], bytes]:
        """The signed webhook of a completed session."""
        event = {
            "id": f"evt_{name}",
            "type": "checkout.session.completed",
            "data": {"object": self.show(name, [])},
        }
        body, time_s = json.dumps(event).encode(), str(now_ms // 1000)
        return {"Stripe-Signature": f"t={time_s},v1={sign(time_s, body, SECRET)}"}, body


@contextmanager
def run_checkout(look_alike: LookAlike) -> Iterator[Checkout]:
    """Serve it on a free port."""
    checkout = Checkout(look_alike)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(checkout))
    checkout.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield checkout
    finally:
        server.shutdown()
        server.server_close()


def _make_handler(checkout: Checkout) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            name = address.path.rpartition("/")[2]
            if address.path.startswith("/v1/checkout/sessions/"):
                shown = checkout.show(name, parse_qs(address.query).get("expand[]", []))
                missing = {"error": {"message": f"No such checkout.session: {name}"}}
                self.answer(200 if shown else 404, json.dumps(shown or missing).encode())
            elif address.path.startswith("/c/pay/"):
                page = PAGE % checkout.sessions[name]["cancel_url"]
                self.answer(200, page.encode(), "text/html")
            elif address.path == "/favicon.ico":
                self.answer(200, b"", "image/x-icon")
            else:
                self.forward(b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            if self.path == "/v1/checkout/sessions":
                self.answer(200, json.dumps(checkout.create(fields)).encode())
            elif self.path.startswith("/c/pay/"):
                self.send_response(303)
                name = self.path.rpartition("/")[2]
                self.send_header("Location", checkout.pay(name, fields["number"]))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.forward(body)

        def forward(self, body: bytes) -> None:
            kept = {
                name: value
                for name, value in self.headers.items()
                if name.lower() in ("authorization", "content-type", "idempotency-key")
            }
            where = checkout.look_alike.url + self.path
            answer = httpx.request(self.command, where, content=body, headers=kept)
            self.answer(answer.status_code, answer.content)

        def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
