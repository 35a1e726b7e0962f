"""Gapless numbers: none missing, none twice, whatever fails or runs at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.billing.tables import NumberSeries
from jarip.cloud.db.upsert import insert_into


def next_number(session: Session, series: str) -> str:
    """The next number, such as `INV-000042`.

    The counter's row stays locked until the transaction ends: a transaction that fails gives its
    number back, and another one waits until it is certain.
    """
    insert = insert_into(session, NumberSeries).values(name=series, last=1)
    statement = insert.on_conflict_do_update(
        index_elements=["name"], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return f"{series}-{session.execute(statement).scalar_one():06d}"
