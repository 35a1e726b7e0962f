"""Counts stored data: a meter whose count is mebibytes and changes with what is stored."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.metering.inputs import Owner, Resource, UsageReport
from jarip.cloud.metering.recording import lock_meters, record_usage
from jarip.cloud.metering.tables import Meter

STANDARD = "standard"


def set_storage(
    session: Session, now_ms: int, volume_id: str, owner: Owner, mebibytes: int
) -> None:
    """From now on `volume_id` holds this much. What it held until now is counted first.

    Repeat it now and then with the same size, so that the time in between is counted. While the
    size is 0 nothing is counted. A clock that went back counts nothing.
    """
    if mebibytes < 0:
        raise InvalidInputError(f"must not be negative, is {mebibytes}", where="mebibytes")
    meters = lock_meters(session, [volume_id]).get(volume_id)
    if not meters:
        if mebibytes:
            session.add(_new_meter(now_ms, volume_id, owner, mebibytes))
            session.flush()
        return
    [meter] = meters
    if meter.count:
        record_usage(session, now_ms, [UsageReport(volume_id, now_ms)], {volume_id: meters})
    elif meter.metered_ms is not None and now_ms > meter.metered_ms:
        meter.idle_ms += now_ms - meter.metered_ms
        meter.metered_ms = now_ms
    meter.count = mebibytes
    session.flush()


def stored_mebibytes(session: Session, organization_id: str) -> int:
    """What an organization stores, as last measured."""
    total = func.coalesce(func.sum(Meter.count), 0)
    query = select(total).where(
        Meter.organization_id == organization_id, Meter.resource == Resource.STORAGE
    )
    return int(session.scalar(query) or 0)


def _new_meter(now_ms: int, volume_id: str, owner: Owner, mebibytes: int) -> Meter:
    return Meter(
        id=new_id("mtr", now_ms),
        subject_id=volume_id,
        job_id="",
        organization_id=owner.organization_id,
        project_id=owner.project_id,
        member_id=owner.member_id,
        resource=Resource.STORAGE,
        kind=STANDARD,
        count=mebibytes,
        opened_ms=now_ms,
        started_ms=now_ms,
        metered_ms=now_ms,
        idle_ms=0,
        lease_until_ms=now_ms,
        lease_enforced=False,
        closed_ms=None,
    )
