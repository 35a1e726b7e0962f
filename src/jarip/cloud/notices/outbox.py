"""The outbox: deliveries are taken, sent, and taken again until they are acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database, get_locked
from jarip.cloud.notices.tables import Delivery, Notice

BATCH = 50
TAKEN_MS = 120_000
"""For how long a worker that took a delivery has it to itself: longer than any try may last."""
FIRST_PAUSE_MS = 30_000
LONGEST_PAUSE_MS = 6 * 3_600_000
MOST_TRIES = 16
"""With doubling pauses that is about two days."""
log = logging.getLogger(__name__)


class SendError(Exception):
    """It was not acknowledged. `for_good`: trying again is of no use."""

    def __init__(self, what: str, *, for_good: bool = False) -> None:
        super().__init__(what)
        self.for_good = for_good


class Message(NamedTuple):
    """A delivery that is due, and what it tells."""

    delivery: Delivery
    notice: Notice


class Sender(Protocol):
    """Sends over one channel."""

    def send(self, message: Message) -> None:
        """Return once it is acknowledged; SendError otherwise."""
        ...


def deliver_due(database: Database, clock: Clock, senders: Mapping[str, Sender]) -> int:
    """Try everything that is due once; returns how many were acknowledged."""
    delivered = 0
    while True:
        with database.write() as session:
            taken = _take(session, clock.now_ms())
        for message in taken:
            delivered += _try(database, clock, senders, message)
        if len(taken) < BATCH:
            return delivered


def pause_ms(tries: int) -> int:
    """How long to wait after so many tries in vain."""
    return min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << max(0, tries - 1))


def _take(session: Session, now_ms: int) -> list[Message]:
    query = (
        select(Delivery, Notice)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.ended_ms.is_(None), Delivery.next_ms <= now_ms)
        .order_by(Delivery.next_ms, Delivery.id)
        .limit(BATCH)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    messages = [Message(row[0], row[1]) for row in session.execute(query)]
    for message in messages:
        message.delivery.next_ms = now_ms + TAKEN_MS
        message.delivery.tries += 1
    session.flush()
    return messages


def _try(database: Database, clock: Clock, senders: Mapping[str, Sender], message: Message) -> bool:
    error: SendError | None = None
    sender = senders.get(message.delivery.channel)
    try:
        if sender is None:
            raise SendError(f"this server sends no {message.delivery.channel}")
        sender.send(message)
    except SendError as caught:
        error = caught
    except Exception as caught:
        log.exception("sending %s failed", message.delivery.id)
        error = SendError(repr(caught))
    with database.write() as session:
        _finish(get_locked(session, Delivery, message.delivery.id), error, clock.now_ms())
    return error is None


def _finish(delivery: Delivery, error: SendError | None, now_ms: int) -> None:
    if delivery.ended_ms is not None:
        return
    delivery.error = "" if error is None else str(error)[:2000]
    if error is None:
        delivery.state, delivery.ended_ms = "delivered", now_ms
    elif error.for_good or delivery.tries >= MOST_TRIES:
        delivery.state, delivery.ended_ms = "failed", now_ms
    else:
        delivery.next_ms = now_ms + pause_ms(delivery.tries)
