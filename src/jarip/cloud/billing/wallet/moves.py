"""What can happen to a wallet: money put in, taken out, expired. Every move is safe to repeat."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.billing.wallet.ledger import (
    Cause,
    Part,
    TransferKind,
    find_transfer,
    list_lots,
    write_transfer,
)
from jarip.cloud.billing.wallet.tables import CreditLot, Wallet, WalletTransfer
from jarip.cloud.billing.wallet.wallets import lock_wallet
from jarip.cloud.catalog.money import Currency, format_money
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import InvalidInputError, PaymentRequiredError


def put_in(
    session: Session,
    now_ms: int,
    organization_id: str,
    currency: str,
    amount_micros: int,
    cause: Cause,
    expires_ms: int | None = None,
) -> WalletTransfer:
    """Put money in: debt is repaid first, the rest becomes a lot."""
    _check_positive(amount_micros)
    if expires_ms is not None and expires_ms <= now_ms:
        raise InvalidInputError("must be in the future", where="expires_ms")
    wallet = lock_wallet(session, now_ms, organization_id, currency)
    known = find_transfer(session, cause)
    if known is not None:
        return known
    repaid = min(wallet.debt_micros, amount_micros)
    wallet.debt_micros -= repaid
    parts = [Part("", repaid)] if repaid else []
    if amount_micros > repaid:
        lot = CreditLot(
            id=new_id("lot", now_ms),
            wallet_id=wallet.id,
            paid=cause.kind != TransferKind.GRANT,
            original_micros=amount_micros - repaid,
            left_micros=amount_micros - repaid,
            expires_ms=expires_ms,
            created_ms=now_ms,
        )
        session.add(lot)
        parts.append(Part(lot.id, lot.left_micros))
    return write_transfer(session, now_ms, wallet, cause, parts)


def take_out(
    session: Session,
    now_ms: int,
    organization_id: str,
    currency: str,
    amount_micros: int,
    cause: Cause,
    *,
    at_most: bool = False,
) -> WalletTransfer | None:
    """Take money out, from the lot that expires first.

    PaymentRequiredError if there is not enough; with `at_most`, what there is (None if nothing).
    An overdraft that the operator allowed counts as being there, except for a pay-out.
    """
    _check_positive(amount_micros)
    wallet = lock_wallet(session, now_ms, organization_id, currency)
    known = find_transfer(session, cause)
    if known is not None:
        return known
    expire_lots(session, now_ms, wallet)
    lent = 0 if cause.kind == TransferKind.PAY_OUT else wallet.overdraft_micros
    available = max(0, wallet.balance_micros + lent)
    if amount_micros > available and not at_most:
        shown = format_money(available, Currency(currency))
        raise PaymentRequiredError(
            f"the wallet has {shown}, not {format_money(amount_micros, Currency(currency))}",
            where=wallet.id,
            todo="top it up",
        )
    taken = min(amount_micros, available)
    if not taken:
        return None
    return write_transfer(session, now_ms, wallet, cause, _use_up(session, wallet, taken))


def expire_lots(session: Session, now_ms: int, wallet: Wallet) -> list[WalletTransfer]:
    """Take what has expired out of a wallet (locked by the caller)."""
    transfers = []
    for lot in list_lots(session, wallet.id):
        if lot.expires_ms is not None and lot.expires_ms <= now_ms:
            part = Part(lot.id, -lot.left_micros)
            lot.left_micros = 0
            cause = Cause(TransferKind.EXPIRY, f"expiry:{lot.id}")
            transfers.append(write_transfer(session, now_ms, wallet, cause, [part]))
    return transfers


def _use_up(session: Session, wallet: Wallet, amount_micros: int) -> list[Part]:
    parts, left = [], amount_micros
    for lot in list_lots(session, wallet.id):
        used = min(lot.left_micros, left)
        if used:
            lot.left_micros -= used
            left -= used
            parts.append(Part(lot.id, -used))
    if left:
        wallet.debt_micros += left
        parts.append(Part("", -left))
    return parts


def _check_positive(amount_micros: int) -> None:
    if amount_micros <= 0:
        raise InvalidInputError(f"must be positive, is {amount_micros}", where="amount_micros")
