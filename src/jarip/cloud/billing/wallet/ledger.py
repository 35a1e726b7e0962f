"""The ledger: accounts, transfers between them, and the lots that a wallet's money lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.wallet.tables import CreditLot, LedgerEntry, Wallet, WalletTransfer
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError


class Account(StrEnum):
    """Where money comes from and goes to."""

    WALLET = "wallet"  # what the customer has
    OUTSIDE = "outside"  # the bank, a payment provider
    GIVEN = "given"  # credits that nobody paid for
    INVOICES = "invoices"  # paid invoices, and what comes back of them
    EXPIRED = "expired"  # credits that were not used in time


class TransferKind(StrEnum):
    """Why money moved."""

    TOP_UP = "top_up"
    GRANT = "grant"
    PAYMENT = "payment"
    REFUND = "refund"
    EXPIRY = "expiry"
    PAY_OUT = "pay_out"


OTHER_SIDE: dict[TransferKind, Account] = {
    TransferKind.TOP_UP: Account.OUTSIDE,
    TransferKind.GRANT: Account.GIVEN,
    TransferKind.PAYMENT: Account.INVOICES,
    TransferKind.REFUND: Account.INVOICES,
    TransferKind.EXPIRY: Account.EXPIRED,
    TransferKind.PAY_OUT: Account.OUTSIDE,
}
"""The account on the other side of the wallet, for each kind of transfer."""


@dataclass(frozen=True)
class Cause:
    """Why a transfer is made. `key` is unique for ever: repeating it moves nothing."""

    kind: TransferKind
    key: str
    note: str = ""
    invoice_id: str = ""
    actor_id: str = ""


class Part(NamedTuple):
    """What a transfer does to one lot of the wallet, or (`lot_id` empty) to its debt."""

    lot_id: str
    amount_micros: int


def find_transfer(session: Session, cause: Cause) -> WalletTransfer | None:
    """The transfer with this key. ConflictError if it was made for something else."""
    known = session.scalar(select(WalletTransfer).where(WalletTransfer.key == cause.key))
    if known is not None and known.kind != cause.kind:
        raise ConflictError(
            f"this key was used for a {known.kind} already", where=cause.key, todo="choose another"
        )
    return known


def write_transfer(
    session: Session, now_ms: int, wallet: Wallet, cause: Cause, parts: Sequence[Part]
) -> WalletTransfer:
    """Write a transfer with both its sides, and move the wallet's balance."""
    amount = sum(part.amount_micros for part in parts)
    wallet.balance_micros += amount
    transfer = WalletTransfer(
        id=new_id("wtr", now_ms),
        wallet_id=wallet.id,
        organization_id=wallet.organization_id,
        kind=cause.kind,
        key=cause.key,
        amount_micros=amount,
        balance_micros=wallet.balance_micros,
        invoice_id=cause.invoice_id,
        actor_id=cause.actor_id,
        note=cause.note,
        at_ms=now_ms,
    )
    session.add(transfer)
    session.flush()
    sides = [(Account.WALLET, part.lot_id, part.amount_micros) for part in parts]
    sides.append((OTHER_SIDE[cause.kind], "", -amount))
    for account, lot_id, micros in sides:
        entry = LedgerEntry(
            id=new_id("led", now_ms),
            transfer_id=transfer.id,
            wallet_id=wallet.id,
            account=account,
            lot_id=lot_id,
            amount_micros=micros,
        )
        session.add(entry)
    session.flush()
    return transfer


def list_lots(session: Session, wallet_id: str) -> list[CreditLot]:
    """Lots with something left, in the order in which they are used up: what expires first, then
    given credits before paid money, then the oldest."""
    query = select(CreditLot).where(CreditLot.wallet_id == wallet_id, CreditLot.left_micros > 0)
    never = 2**62
    return sorted(
        session.scalars(query), key=lambda lot: (lot.expires_ms or never, lot.paid, lot.id)
    )
