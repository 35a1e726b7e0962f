"""Prepaid wallets: what of them may still be spent on chips."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.profiles import read_details
from jarip.cloud.billing.settling import OPEN, due_micros
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.billing.wallet.tables import Wallet
from jarip.cloud.billing.wallet.wallets import available_micros
from jarip.cloud.catalog.invoicing import Invoicing

WHOLE = 10_000
"""A hundred percent, in basis points."""


def find_prepaid(
    session: Session, organization_ids: Sequence[str]
) -> dict[tuple[str, str], Wallet]:
    """The prepaid wallets of organizations, by organization and currency."""
    query = select(Wallet).where(Wallet.organization_id.in_(organization_ids), Wallet.prepaid)
    return {(row.organization_id, row.currency): row for row in session.scalars(query)}


def prepaid_micros(
    session: Session, wallet: Wallet, invoicing: Invoicing | None, now_ms: int
) -> int:
    """What a wallet can pay for, before tax: what it has, less what is owed already, less the tax
    that comes on top. Rounded down."""
    query = select(Invoice).where(
        Invoice.organization_id == wallet.organization_id,
        Invoice.currency == wallet.currency,
        Invoice.state.in_(OPEN),
    )
    owed = sum(due_micros(session, invoice) for invoice in session.scalars(query))
    country = read_details(session, wallet.organization_id).country
    tax = invoicing.taxes.get(country) if invoicing else None
    points = tax.basis_points if tax else 0
    left = available_micros(session, wallet, now_ms) - owed
    return max(0, left) * WHOLE // (WHOLE + points)
