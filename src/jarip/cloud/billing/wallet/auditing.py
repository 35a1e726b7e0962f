"""Checks that the ledger adds up: every transfer to zero, every balance to its entries and lots."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.billing.wallet.ledger import Account
from jarip.cloud.billing.wallet.tables import CreditLot, LedgerEntry, Wallet
from jarip.cloud.metering.auditing import Finding


def audit_wallets(session: Session, organization_id: str) -> list[Finding]:
    """Everything wrong with an organization's wallets; empty if it all adds up."""
    query = select(Wallet).where(Wallet.organization_id == organization_id)
    return [found for wallet in session.scalars(query) for found in _audit(session, wallet)]


def _audit(session: Session, wallet: Wallet) -> Iterator[Finding]:
    total = func.sum(LedgerEntry.amount_micros)
    uneven = (
        select(LedgerEntry.transfer_id, total)
        .where(LedgerEntry.wallet_id == wallet.id)
        .group_by(LedgerEntry.transfer_id)
        .having(total != 0)
    )
    for transfer_id, amount in session.execute(uneven):
        yield Finding(transfer_id, f"its sides sum to {amount}, not to zero")
    entries = select(func.coalesce(total, 0)).where(
        LedgerEntry.wallet_id == wallet.id, LedgerEntry.account == Account.WALLET
    )
    entered = int(session.scalar(entries) or 0)
    if entered != wallet.balance_micros:
        yield Finding(wallet.id, f"the balance is {wallet.balance_micros}, its entries {entered}")
    lots = session.scalars(select(CreditLot).where(CreditLot.wallet_id == wallet.id)).all()
    left = sum(lot.left_micros for lot in lots)
    if left - wallet.debt_micros != wallet.balance_micros:
        yield Finding(wallet.id, f"lots have {left}, debt is {wallet.debt_micros}")
    per_lot = (
        select(LedgerEntry.lot_id, total)
        .where(LedgerEntry.wallet_id == wallet.id, LedgerEntry.lot_id != "")
        .group_by(LedgerEntry.lot_id)
    )
    moved = {lot_id: int(amount) for lot_id, amount in session.execute(per_lot)}
    for lot in lots:
        if not 0 <= lot.left_micros <= lot.original_micros:
            yield Finding(lot.id, f"{lot.left_micros} of {lot.original_micros} are left")
        if moved.get(lot.id, 0) != lot.left_micros:
            yield Finding(lot.id, f"{lot.left_micros} are left, its entries say {moved}")
    if wallet.debt_micros < 0:
        yield Finding(wallet.id, f"its debt is negative: {wallet.debt_micros}")
