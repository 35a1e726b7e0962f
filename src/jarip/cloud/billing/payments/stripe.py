"""Stripe, by its REST interface (https://docs.stripe.com/api): customers, payment intents,
refunds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jarip.cloud.billing.payments.provider import (
    AttemptState,
    ChargeOutcome,
    ChargeRequest,
    CompletedForm,
    HostedForm,
    ProviderError,
    ReceivedEvent,
    RefundRequest,
    SavedMethod,
)
from jarip.cloud.billing.payments.stripe_signature import check_signature
from jarip.cloud.catalog.money import Currency, minor_unit
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError, PaymentRequiredError

STATES: dict[str, AttemptState] = {
    "succeeded": AttemptState.SUCCEEDED,
    "processing": AttemptState.PENDING,
    "requires_action": AttemptState.WAITING,
    "requires_confirmation": AttemptState.WAITING,
    "requires_payment_method": AttemptState.FAILED,
    "requires_capture": AttemptState.FAILED,
    "canceled": AttemptState.FAILED,
}
"""Status of a payment intent → where our attempt stands."""

FORM_COMPLETED = "checkout.session.completed"
EVENTS = frozenset(
    {"payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled"}
)
"""The events that change something."""

REFUND_STATES: dict[str, AttemptState] = {
    "succeeded": AttemptState.SUCCEEDED,
    "pending": AttemptState.PENDING,
    "requires_action": AttemptState.PENDING,
    "failed": AttemptState.FAILED,
    "canceled": AttemptState.FAILED,
}
"""Status of a refund → where ours stands."""

ATTEMPT, REFUND = "jarip_attempt", "jarip_refund"
"""Keys of our ids in the metadata of payment intents and refunds."""

TIMEOUT_S = 20.0
PAGE, MOST_PAGES = 100, 20


class StripeProvider:
    """Collects by saved cards. `base_url` may name a look-alike in tests."""

    name = "stripe"
    collects = True

    def __init__(self, api_key: str, webhook_secret: str, base_url: str) -> None:
        import httpx  # late: most clouds have no Stripe

        self._webhook_secret = webhook_secret
        self._http = httpx.Client(
            base_url=base_url, auth=(api_key, ""), timeout=TIMEOUT_S, follow_redirects=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def create_customer(self, key: str, name: str, email: str) -> str:
        """A new customer's id."""
        fields = {"name": name} | ({"email": email} if email else {})
        return str(self._post("/v1/customers", fields, key)["id"])

    def begin_saving(self, customer_ref: str) -> str:
        """A setup intent's client secret, for Stripe's own form in the browser."""
        fields = {"customer": customer_ref, "usage": "off_session"}
        return str(self._post("/v1/setup_intents", fields)["client_secret"])

    def save_method(self, customer_ref: str, method_ref: str) -> SavedMethod:
        """Attach a payment method to the customer."""
        if not method_ref.replace("_", "").isalnum():
            raise InvalidInputError("is not a payment method's id", where="method")
        path = f"/v1/payment_methods/{method_ref}/attach"
        return _saved(self._post(path, {"customer": customer_ref}))

    def open_form(self, customer_ref: str, done_url: str, back_url: str) -> HostedForm:
        """A Checkout session in setup mode: Stripe's own page, so that no script of its has to
        run on ours (https://docs.stripe.com/api/checkout/sessions)."""
        fields = {
            "mode": "setup",
            "customer": customer_ref,
            "payment_method_types[0]": "card",
            "success_url": done_url.replace("{form}", "{CHECKOUT_SESSION_ID}"),
            "cancel_url": back_url,
        }
        made = self._post("/v1/checkout/sessions", fields)
        return HostedForm(str(made["id"]), str(made["url"]))

    def find_completed(self, form_ref: str) -> CompletedForm | None:
        """The card of a completed setup session."""
        if not form_ref.replace("_", "").isalnum():
            raise NotFoundError("there is no such form", where="session")
        session = self._send(
            "GET",
            f"/v1/checkout/sessions/{form_ref}",
            params={"expand[]": "setup_intent.payment_method"},
        )
        method = (session.get("setup_intent") or {}).get("payment_method")
        if session.get("mode") != "setup" or session.get("status") != "complete" or not method:
            return None
        return CompletedForm(str(session["customer"]), _saved(method))

    def charge(self, request: ChargeRequest) -> ChargeOutcome:
        """Create and confirm a payment intent without the customer being there."""
        fields = {
            "amount": str(to_minor(request.amount_micros, request.currency)),
            "currency": request.currency.lower(),
            "customer": request.customer_ref,
            "payment_method": request.method_ref,
            "confirm": "true",
            "off_session": "true",
            f"metadata[{ATTEMPT}]": request.key,
            "metadata[description]": request.description,
        }
        try:
            return _outcome(self._post("/v1/payment_intents", fields, request.key))
        except _DeclinedError as declined:
            return ChargeOutcome(AttemptState.FAILED, declined.reference, declined.what)

    def find_charge(self, customer_ref: str, key: str) -> ChargeOutcome | None:
        """Looks through the customer's payment intents, newest first."""
        params = {"customer": customer_ref, "limit": str(PAGE)}
        return _find(self._pages("/v1/payment_intents", params), ATTEMPT, key, _outcome)

    def refund(self, request: RefundRequest) -> ChargeOutcome:
        """Refund part of a payment intent (https://docs.stripe.com/api/refunds)."""
        fields = {
            "payment_intent": request.payment_ref,
            "amount": str(to_minor(request.amount_micros, request.currency)),
            f"metadata[{REFUND}]": request.key,
        }
        return _refund_outcome(self._post("/v1/refunds", fields, request.key))

    def find_refund(self, payment_ref: str, key: str) -> ChargeOutcome | None:
        """Looks through the payment intent's refunds."""
        params = {"payment_intent": payment_ref, "limit": str(PAGE)}
        return _find(self._pages("/v1/refunds", params), REFUND, key, _refund_outcome)

    def read_event(self, headers: Mapping[str, str], body: bytes, now_ms: int) -> ReceivedEvent:
        """A signed event about one of our payment intents, or one that changes nothing."""
        check_signature(headers.get("stripe-signature", ""), body, self._webhook_secret, now_ms)
        try:
            event = json.loads(body)
            kind, event_ref, intent = event["type"], event["id"], event["data"]["object"]
            if kind == FORM_COMPLETED and intent.get("mode") == "setup":
                return ReceivedEvent(event_ref, kind, form_ref=str(intent["id"]))
            attempt_id = (intent.get("metadata") or {}).get(ATTEMPT, "")
            if kind not in EVENTS or not attempt_id:
                return ReceivedEvent(event_ref, kind)  # of no concern, or not of our making
            currency = str(intent["currency"]).upper()
            return ReceivedEvent(
                event_ref,
                kind,
                attempt_id,
                currency,
                to_micros(int(intent["amount"]), currency),
                _outcome(intent),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(f"is not an event: {error!r}", where="body") from error

    def _pages(self, path: str, params: dict[str, str]) -> Iterator[dict[str, Any]]:
        """A list's objects, page after page."""
        for _ in range(MOST_PAGES):
            page = self._send("GET", path, params=params)
            yield from page["data"]
            if not page.get("has_more") or not page["data"]:
                return
            params["starting_after"] = page["data"][-1]["id"]

    def _post(self, path: str, fields: Mapping[str, str], key: str = "") -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, data=dict(fields), headers=headers)

    def _send(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        import httpx

        try:
            response = self._http.request(method, path, **parts)
            answer: dict[str, Any] = response.json()
        except (httpx.TransportError, ValueError) as error:
            raise ProviderError(
                f"Stripe does not answer: {error}", where=path, todo="try again later"
            ) from error
        if response.is_success:
            return answer
        problem = answer.get("error") or {}
        what = str(problem.get("message") or problem.get("code") or response.reason_phrase)
        if response.status_code == 402:
            intent = problem.get("payment_intent") or {}
            raise _DeclinedError(what, reference=str(intent.get("id") or ""))
        if response.status_code == 404:
            raise NotFoundError(f"Stripe says 404: {what}", where=path)
        if response.status_code in (409, 429) or response.status_code >= 500:
            raise ProviderError(f"Stripe says {response.status_code}: {what}", where=path)
        raise ConflictError(f"Stripe says {response.status_code}: {what}", where=path)


def _saved(method: Mapping[str, Any]) -> SavedMethod:
    card = method.get("card") or {}
    label = f"{card['brand']} •••• {card['last4']}" if card else str(method.get("type", ""))
    return SavedMethod(str(method["id"]), label)


class _DeclinedError(PaymentRequiredError):
    """The customer's bank refused."""

    def __init__(self, what: str, *, reference: str) -> None:
        super().__init__(what, where="payment method", todo="use another card")
        self.reference = reference


def to_minor(micros: int, currency: str) -> int:
    """Stripe's amount: in whole smallest coins."""
    unit = minor_unit(Currency(currency))
    if micros % unit:
        raise InvalidInputError(f"must be whole coins of {currency}", where="amount_micros")
    return micros // unit


def to_micros(minor: int, currency: str) -> int:
    """Micros of Stripe's amount."""
    return minor * minor_unit(Currency(currency))


def _find(
    objects: Iterable[dict[str, Any]],
    name: str,
    key: str,
    outcome: Callable[[dict[str, Any]], ChargeOutcome],
) -> ChargeOutcome | None:
    """The outcome of the object that has our key in its metadata."""
    for each in objects:
        if (each.get("metadata") or {}).get(name) == key:
            return outcome(each)
    return None


def _refund_outcome(refund: Mapping[str, Any]) -> ChargeOutcome:
    state = REFUND_STATES.get(refund["status"], AttemptState.PENDING)
    return ChargeOutcome(state, str(refund["id"]), str(refund.get("failure_reason") or ""))


def _outcome(intent: Mapping[str, Any]) -> ChargeOutcome:
    state = STATES.get(intent["status"], AttemptState.PENDING)
    error = intent.get("last_payment_error") or {}
    waiting = state is AttemptState.WAITING
    return ChargeOutcome(
        state,
        str(intent["id"]),
        str(error.get("message") or ("the customer has to confirm it" if waiting else "")),
        str(intent["client_secret"]) if waiting else "",
    )
