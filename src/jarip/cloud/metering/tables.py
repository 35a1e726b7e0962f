"""Tables of metering: meters, usage events, rollups."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId

KEY_LENGTH = 160


class Meter(Base):
    """One resource that one attempt uses: how far it is counted, until when it may run.

    [`started_ms`, `metered_ms`) is covered by events without gap or overlap. `started_ms` is None
    while the attempt is not yet running: its lease already reserves, but nothing counts. `idle_ms`
    of that span has no events because nothing was used (an empty volume; always 0 for chips).
    """

    __tablename__ = "meters"
    __table_args__ = (
        UniqueConstraint("subject_id", "resource", "kind"),
        Index(None, "organization_id", "closed_ms"),
    )

    id: Mapped[PrimaryId]
    subject_id: Mapped[Id]
    job_id: Mapped[Id]
    organization_id: Mapped[Id]
    project_id: Mapped[Id]
    member_id: Mapped[Id]
    resource: Mapped[Code]
    kind: Mapped[Code]
    count: Mapped[int]
    opened_ms: Mapped[int]
    started_ms: Mapped[int | None]
    metered_ms: Mapped[int | None]
    idle_ms: Mapped[int]
    lease_until_ms: Mapped[int]
    lease_enforced: Mapped[bool]
    closed_ms: Mapped[int | None]


class UsageEvent(Base):
    """`count` of a resource was used from `start_ms` until `end_ms`. Never changed or deleted.

    An event lies within one quarter of an hour; longer use is several events.
    `amount` is `count` times the milliseconds (for tokens: `count`), negative where an earlier
    event is taken back. Faulted events are shown and free.
    """

    __tablename__ = "usage_events"
    __table_args__ = (
        Index(None, "organization_id", "start_ms"),
        Index(None, "meter_id", "start_ms"),
        Index(None, "job_id"),
    )

    id: Mapped[PrimaryId]
    idempotency_key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    meter_id: Mapped[Id | None] = mapped_column(ForeignKey("meters.id"))
    subject_id: Mapped[Id]
    job_id: Mapped[Id]
    organization_id: Mapped[Id]
    project_id: Mapped[Id]
    member_id: Mapped[Id]
    resource: Mapped[Code]
    kind: Mapped[Code]
    count: Mapped[int]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    amount: Mapped[int]
    faulted: Mapped[bool]
    recorded_ms: Mapped[int]


class UsageQuarter(Base):
    """The sum of amounts within a quarter of an hour: a rollup, rebuilt from events at will.

    A quarter of an hour divides every time zone's day, so any calendar day is a sum of rows.
    """

    __tablename__ = "usage_quarters"

    organization_id: Mapped[PrimaryId]
    quarter_ms: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[PrimaryId]
    member_id: Mapped[PrimaryId]
    resource: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    faulted: Mapped[bool] = mapped_column(primary_key=True)
    amount: Mapped[int]
