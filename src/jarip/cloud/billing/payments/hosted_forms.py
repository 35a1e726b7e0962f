"""Saving a card on a page of the provider's own, so that neither its number nor a script of
somebody else's is ever on ours.

Two hear of a completed form: the customer's browser, which is led back, and our webhook. Whoever
comes first has the card saved; for the other, and for any replay, there is nothing left to do.
"""

from __future__ import annotations

from sqlalchemy import select

from jarip.cloud.billing.payments.methods import ensure_customer, find_method, write_method
from jarip.cloud.billing.payments.provider import HostedForm, PaymentProvider
from jarip.cloud.billing.payments.tables import PaymentMethod, ProviderEvent
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.db.upsert import insert_into
from jarip.cloud.errors import NotFoundError

DONE_PATH, BACK_PATH = "/wallet/card?form={form}", "/wallet"
"""Where the provider leads the customer: pages of the console."""


def open_form(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    organization_id: str,
    public_url: str,
) -> HostedForm:
    """A new form for one card of the organization's."""
    customer_ref = ensure_customer(database, clock, provider, organization_id)
    base = public_url.rstrip("/")
    return provider.open_form(customer_ref, base + DONE_PATH, base + BACK_PATH)


def finish_form(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    form_ref: str,
    organization_id: str = "",
) -> PaymentMethod | None:
    """Pay with the card of a completed form from now on; how the organization pays then.

    None while the form is not completed, and for a customer we don't know. With an
    `organization_id`, NotFoundError for a form of somebody else's. Repeating it is harmless: an
    old form never takes the place of a newer card.
    """
    completed = provider.find_completed(form_ref)
    if completed is None:
        return None
    with database.write() as session:
        owner = session.scalar(
            select(PaymentMethod.organization_id).where(
                PaymentMethod.provider == provider.name,
                PaymentMethod.customer_ref == completed.customer_ref,
            )
        )
        if organization_id and owner != organization_id:
            raise NotFoundError("there is no such form", where="session")
        if owner is None:
            return None
        insert = insert_into(session, ProviderEvent).values(
            provider=provider.name,
            event_ref=form_ref,
            kind="form completed",
            received_ms=clock.now_ms(),
        )
        statement = insert.on_conflict_do_nothing().returning(ProviderEvent.event_ref)
        if session.execute(statement).scalar_one_or_none() is None:
            return find_method(session, owner, provider.name)
        return write_method(
            session, clock, provider.name, owner, completed.customer_ref, completed.method
        )
