"""Saved payment methods: the provider keeps the card, we keep its name for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.payments.provider import PaymentProvider, SavedMethod
from jarip.cloud.billing.payments.tables import PaymentMethod
from jarip.cloud.billing.profiles import read_details
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database, get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import PaymentRequiredError


def find_method(session: Session, organization_id: str, provider: str) -> PaymentMethod | None:
    """How the organization pays by a provider, None if that was never set up."""
    return session.scalar(
        select(PaymentMethod).where(
            PaymentMethod.organization_id == organization_id, PaymentMethod.provider == provider
        )
    )


def require_method(session: Session, organization_id: str, provider: str) -> PaymentMethod:
    """The saved method; PaymentRequiredError without one."""
    method = find_method(session, organization_id, provider)
    if method is None or not method.method_ref:
        raise PaymentRequiredError(
            "no payment method is saved", where=organization_id, todo="save a card first"
        )
    return method


def begin_saving(
    database: Database, clock: Clock, provider: PaymentProvider, organization_id: str
) -> str:
    """A secret with which the customer's browser gives the provider a card."""
    return provider.begin_saving(ensure_customer(database, clock, provider, organization_id))


def save_method(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    organization_id: str,
    method_ref: str,
) -> PaymentMethod:
    """Pay with this method from now on."""
    customer_ref = ensure_customer(database, clock, provider, organization_id)
    saved = provider.save_method(customer_ref, method_ref)
    with database.write() as session:
        return write_method(session, clock, provider.name, organization_id, customer_ref, saved)


def ensure_customer(
    database: Database, clock: Clock, provider: PaymentProvider, organization_id: str
) -> str:
    """The provider's reference of the organization, made at the first need."""
    with database.read() as session:
        known = find_method(session, organization_id, provider.name)
        details = read_details(session, organization_id)
    if known is not None:
        return known.customer_ref
    # The organization's id as key: asked twice, it is the same customer.
    customer_ref = provider.create_customer(organization_id, details.legal_name, details.email)
    with database.write() as session:
        nothing = SavedMethod("", "")
        row = write_method(session, clock, provider.name, organization_id, customer_ref, nothing)
    return row.customer_ref


def write_method(
    session: Session,
    clock: Clock,
    provider: str,
    organization_id: str,
    customer_ref: str,
    saved: SavedMethod,
) -> PaymentMethod:
    """Write down how the organization pays; an empty method leaves what is there."""
    get_locked(session, Organization, organization_id)
    method = find_method(session, organization_id, provider)
    if method is None:
        method = PaymentMethod(
            id=new_id("pme", clock.now_ms()),
            organization_id=organization_id,
            provider=provider,
            customer_ref=customer_ref,
            method_ref="",
            label="",
            created_ms=clock.now_ms(),
            changed_ms=clock.now_ms(),
        )
        session.add(method)
    if saved.method_ref:
        method.method_ref, method.label = saved.method_ref, saved.label
        method.changed_ms = clock.now_ms()
    session.flush()
    return method
