"""Finding wallets, and the terms the operator gives them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.wallet.tables import CreditLot, Wallet, WalletTransfer
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.db.upsert import insert_into


class WalletTerms(BaseModel):
    """What the operator allows a wallet."""

    overdraft_micros: int = Field(
        default=0, ge=0, le=10**18, description="How far below zero its balance may fall"
    )
    prepaid: bool = Field(
        default=False, description="Whether jobs run only as far as the balance reaches"
    )


def lock_wallet(session: Session, now_ms: int, organization_id: str, currency: str) -> Wallet:
    """The organization's wallet in a currency, made if there is none, locked until the end of the
    transaction."""
    # Two transactions may make it at once: the second finds the first's.
    statement = insert_into(session, Wallet).values(
        id=new_id("wal", now_ms),
        organization_id=organization_id,
        currency=currency,
        balance_micros=0,
        debt_micros=0,
        overdraft_micros=0,
        prepaid=False,
        created_ms=now_ms,
    )
    wallet = find_wallet(session, organization_id, currency)
    if wallet is None:
        session.execute(statement.on_conflict_do_nothing())
        wallet = find_wallet(session, organization_id, currency)
        assert wallet is not None
    return get_locked(session, Wallet, wallet.id)


def find_wallet(session: Session, organization_id: str, currency: str) -> Wallet | None:
    """The organization's wallet in a currency, None if it never had one."""
    return session.scalar(
        select(Wallet).where(Wallet.organization_id == organization_id, Wallet.currency == currency)
    )


def list_wallets(session: Session, organization_id: str) -> Sequence[Wallet]:
    """The organization's wallets, by currency."""
    query = select(Wallet).where(Wallet.organization_id == organization_id)
    return session.scalars(query.order_by(Wallet.currency)).all()


def available_micros(session: Session, wallet: Wallet, now_ms: int) -> int:
    """What can be spent now: the balance without lots that have expired, and the overdraft."""
    expired = select(CreditLot.left_micros).where(
        CreditLot.wallet_id == wallet.id, CreditLot.left_micros > 0, CreditLot.expires_ms <= now_ms
    )
    gone = sum(session.scalars(expired))
    return max(0, wallet.balance_micros - gone + wallet.overdraft_micros)


def change_terms(
    session: Session, now_ms: int, organization_id: str, currency: str, terms: WalletTerms
) -> Wallet:
    """Give a wallet new terms. Debt that is there already stays until it is repaid."""
    wallet = lock_wallet(session, now_ms, organization_id, currency)
    wallet.overdraft_micros = terms.overdraft_micros
    wallet.prepaid = terms.prepaid
    session.flush()
    return wallet


def list_transfers(session: Session, wallet_id: str, page: PageRequest) -> PageOf[WalletTransfer]:
    """What happened to a wallet, newest first."""
    query = select(WalletTransfer).where(WalletTransfer.wallet_id == wallet_id)
    return select_page(session, query, WalletTransfer.id, page)
