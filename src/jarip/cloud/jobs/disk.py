"""What a job may write to disk: what its plan has room for, or less if it asks for less."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.metering.storage import stored_mebibytes
from jarip.cloud.subscriptions.limits import GIB, check_storage
from jarip.cloud.subscriptions.terms import find_terms

MIB = 1 << 20
LEAST_BYTES = 64 * MIB
"""A job that was queued while there was room is not started with none at all."""


def disk_limit(
    session: Session, organization_id: str, now_ms: int, asked_bytes: int | None
) -> int | None:
    """Bytes for one attempt's files; None if neither plan nor job limits them.

    What the organization stores is what was measured last, so jobs that start together are each
    given what is left.
    """
    room = _room(session, organization_id, now_ms)
    limits = [each for each in (asked_bytes, room) if each is not None]
    return min(limits, default=None)


def check_room(session: Session, organization_id: str, now_ms: int) -> None:
    """PaymentRequiredError if the plan's storage is full, so that a job could write nothing."""
    stored = stored_mebibytes(session, organization_id) * MIB
    check_storage(session, organization_id, now_ms, stored, MIB)


def _room(session: Session, organization_id: str, now_ms: int) -> int | None:
    terms = find_terms(session, organization_id, now_ms)
    if terms is None or terms.limits.storage_gib is None:
        return None
    left = terms.limits.storage_gib * GIB - stored_mebibytes(session, organization_id) * MIB
    return max(left, LEAST_BYTES)
