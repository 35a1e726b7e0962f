"""Tables of wallets: the wallets, transfers and their entries, the lots that expire."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId

TRANSFER_KEY_LENGTH = 200


class Wallet(Base):
    """An organization's prepaid money in one currency.

    `balance_micros` is the sum of its entries: what is left in lots, less `debt_micros`, which is
    never more than `overdraft_micros` was when it was drawn. `prepaid`: jobs run only as far as
    the balance and the overdraft reach.
    """

    __tablename__ = "wallets"
    __table_args__ = (UniqueConstraint("organization_id", "currency"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    currency: Mapped[Code]
    balance_micros: Mapped[int]
    debt_micros: Mapped[int]
    overdraft_micros: Mapped[int]
    prepaid: Mapped[bool]
    created_ms: Mapped[int]


class WalletTransfer(Base):
    """Money that moved, once and for good. `key` names it: the same key again moves nothing."""

    __tablename__ = "wallet_transfers"
    __table_args__ = (Index(None, "wallet_id", "id"), Index(None, "invoice_id"))

    id: Mapped[PrimaryId]
    wallet_id: Mapped[Id] = mapped_column(ForeignKey("wallets.id"))
    organization_id: Mapped[Id]
    kind: Mapped[Code]
    key: Mapped[str] = mapped_column(String(TRANSFER_KEY_LENGTH), unique=True)
    amount_micros: Mapped[int]
    """Into the wallet; negative out of it."""
    balance_micros: Mapped[int]
    """The wallet's balance after it."""
    invoice_id: Mapped[Id]
    """The invoice it paid or came from, or empty."""
    actor_id: Mapped[Id]
    note: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int]


class LedgerEntry(Base):
    """One side of a transfer: into an account, or (negative) out of it. They sum to zero."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index(None, "transfer_id"), Index(None, "wallet_id", "account"))

    id: Mapped[PrimaryId]
    transfer_id: Mapped[Id] = mapped_column(ForeignKey("wallet_transfers.id"))
    wallet_id: Mapped[Id]
    account: Mapped[Code]
    lot_id: Mapped[Id]
    """The lot of a wallet's side; empty for the other side, and for debt."""
    amount_micros: Mapped[int]


class CreditLot(Base):
    """Money that was put in at one time, and what is left of it.

    `expires_ms` is None if it never expires; `paid` tells money from given credits.
    """

    __tablename__ = "credit_lots"
    __table_args__ = (Index(None, "wallet_id", "left_micros"), Index(None, "expires_ms"))

    id: Mapped[PrimaryId]
    wallet_id: Mapped[Id] = mapped_column(ForeignKey("wallets.id"))
    paid: Mapped[bool]
    original_micros: Mapped[int]
    left_micros: Mapped[int]
    expires_ms: Mapped[int | None]
    created_ms: Mapped[int]
