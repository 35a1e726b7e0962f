"""The interface of a payment provider, and the one that is a bank transfer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from jarip.cloud.errors import CloudError, ConflictError

MANUAL = "manual"


class AttemptState(StrEnum):
    """Where an attempt to collect stands."""

    PENDING = "pending"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class ProviderError(CloudError):
    """The provider does not answer, or not as it should. Nothing is known: ask again later."""

    status = 502
    code = "payment-provider"


@dataclass(frozen=True)
class ChargeRequest:
    """Collect a sum from a saved method. `key` names the attempt and makes repeating harmless."""

    key: str
    customer_ref: str
    method_ref: str
    currency: str
    amount_micros: int
    description: str


@dataclass(frozen=True)
class RefundRequest:
    """Pay part of a collected payment back. `key` names the refund and makes repeating harmless."""

    key: str
    payment_ref: str
    currency: str
    amount_micros: int


@dataclass(frozen=True)
class ChargeOutcome:
    """What became of a charge or a refund. A customer who has to confirm it needs
    `client_secret`."""

    state: AttemptState
    reference: str
    reason: str = ""
    client_secret: str = ""


@dataclass(frozen=True)
class SavedMethod:
    """A payment method that the provider keeps, and what to show of it."""

    method_ref: str
    label: str


@dataclass(frozen=True)
class HostedForm:
    """A page of the provider's own, on which a customer gives it a card."""

    form_ref: str
    url: str


@dataclass(frozen=True)
class CompletedForm:
    """What a customer gave the provider on such a page."""

    customer_ref: str
    method: SavedMethod


@dataclass(frozen=True)
class ReceivedEvent:
    """A verified event of a provider. `attempt_id` is empty if it is about none of our attempts;
    `outcome` is None if it changes nothing; `form_ref` names a hosted form that was completed."""

    event_ref: str
    kind: str
    attempt_id: str = ""
    currency: str = ""
    amount_micros: int = 0
    outcome: ChargeOutcome | None = None
    form_ref: str = ""


class PaymentProvider(Protocol):
    """What a provider can do. Calls go over the network: never make one inside a transaction."""

    name: str
    collects: bool
    """Whether it can collect by itself. If not, the operator records what arrives."""

    def create_customer(self, key: str, name: str, email: str) -> str:
        """The provider's reference of a new customer."""
        ...

    def begin_saving(self, customer_ref: str) -> str:
        """A secret with which the customer's browser hands a payment method to the provider."""
        ...

    def save_method(self, customer_ref: str, method_ref: str) -> SavedMethod:
        """Attach a method to a customer, for later charges."""
        ...

    def open_form(self, customer_ref: str, done_url: str, back_url: str) -> HostedForm:
        """A page of the provider's for one card. It leads to `done_url`, in which `{form}` stands
        for the form's reference, or to `back_url` for who thinks better of it."""
        ...

    def find_completed(self, form_ref: str) -> CompletedForm | None:
        """What a customer gave on such a page; None as long as nothing is. NotFoundError for a
        form that there is not."""
        ...

    def charge(self, request: ChargeRequest) -> ChargeOutcome:
        """Collect. ProviderError if it is unknown what happened: ask again with the same key."""
        ...

    def find_charge(self, customer_ref: str, key: str) -> ChargeOutcome | None:
        """What became of a charge that was asked for long ago; None if it never arrived."""
        ...

    def refund(self, request: RefundRequest) -> ChargeOutcome:
        """Pay back. ProviderError if it is unknown what happened."""
        ...

    def find_refund(self, payment_ref: str, key: str) -> ChargeOutcome | None:
        """What became of a refund that was asked for before; None if it never arrived."""
        ...

    def read_event(self, headers: Mapping[str, str], body: bytes, now_ms: int) -> ReceivedEvent:
        """A webhook's event. NotSignedInError unless its signature is right and fresh."""
        ...


class ManualProvider:
    """Bank transfer: the invoice says where to, and the operator records what arrives."""

    name = MANUAL
    collects = False

    def create_customer(self, key: str, name: str, email: str) -> str:
        """Nobody to tell."""
        return ""

    def begin_saving(self, customer_ref: str) -> str:
        """ConflictError: a transfer has nothing to save."""
        raise _not_collecting()

    def save_method(self, customer_ref: str, method_ref: str) -> SavedMethod:
        """ConflictError: a transfer has nothing to save."""
        raise _not_collecting()

    def open_form(self, customer_ref: str, done_url: str, back_url: str) -> HostedForm:
        """ConflictError: a transfer has nothing to save."""
        raise _not_collecting()

    def find_completed(self, form_ref: str) -> CompletedForm | None:
        """ConflictError: a transfer has nothing to save."""
        raise _not_collecting()

    def charge(self, request: ChargeRequest) -> ChargeOutcome:
        """ConflictError: the customer has to transfer it."""
        raise _not_collecting()

    def find_charge(self, customer_ref: str, key: str) -> ChargeOutcome | None:
        """None: nothing is ever charged."""
        return None

    def refund(self, request: RefundRequest) -> ChargeOutcome:
        """ConflictError: the operator has to transfer it."""
        raise _not_collecting()

    def find_refund(self, payment_ref: str, key: str) -> ChargeOutcome | None:
        """None: nothing is ever paid back by itself."""
        return None

    def read_event(self, headers: Mapping[str, str], body: bytes, now_ms: int) -> ReceivedEvent:
        """ConflictError: nobody sends any."""
        raise _not_collecting()


def _not_collecting() -> ConflictError:
    return ConflictError(
        "this cloud is paid by bank transfer",
        where="payment provider",
        todo="transfer the total as the invoice says; the operator records it",
    )
