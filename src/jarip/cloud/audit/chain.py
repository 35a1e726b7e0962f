"""The chain: each entry's hash covers the entry and the hash before it.

The hash is keyed with the installation's secret, which is in no database: whoever can write the
database but hasn't got the secret can neither change an entry nor make up a chain. Cutting entries
off the end is seen only by somebody who noted the head's hash before: `jarip audit verify` prints
it, and takes it back with `--head`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id

GENESIS = "0" * 64
LOCK_FAMILY = 4_726_1985
"""PostgreSQL advisory locks of this family are one a chain."""


@dataclass(frozen=True)
class NewEntry:
    """What happened."""

    organization_id: str
    actor_id: str
    actor_name: str
    action: str
    target: str = ""
    is_visit: bool = False
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChainReport:
    """What a check of a chain found. `broken_at` is the first wrong entry's number, 0 if none."""

    entries: int
    head: str
    broken_at: int
    reason: str


def append_entry(session: Session, clock: Clock, secret: bytes, entry: NewEntry) -> None:
    """Add an entry to its organization's chain, within the caller's transaction."""
    _lock_chain(session, entry.organization_id)
    last = session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.organization_id == entry.organization_id)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).one_or_none()
    now = clock.now_ms()
    values: dict[str, Any] = {
        "id": new_id("aud", now),
        "organization_id": entry.organization_id,
        "number": last.number + 1 if last else 1,
        "at_ms": now,
        "actor_id": entry.actor_id,
        "actor_name": _clean(entry.actor_name, 254),
        "action": _clean(entry.action, 200),
        "target": _clean(entry.target, 200),
        "is_visit": entry.is_visit,
        "address": _clean(entry.address, 64),
        "detail": dict(entry.detail),
        "previous_hash": last.hash if last else GENESIS,
    }
    session.execute(insert(AuditEntry).values(**values, hash=_hash(values, secret)))


def verify_chain(session: Session, secret: bytes, organization_id: str) -> ChainReport:
    """Check every entry of a chain, oldest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.organization_id == organization_id)
        .order_by(AuditEntry.number)
        .execution_options(yield_per=1000)
    )
    head, count = GENESIS, 0
    for row in session.scalars(query):
        values = {name: getattr(row, name) for name in _HASHED}
        if row.number != count + 1:
            return ChainReport(count, head, count + 1, "an entry is missing")
        if not hmac.compare_digest(row.previous_hash, head):
            return ChainReport(count, head, row.number, "it does not follow the entry before it")
        if not hmac.compare_digest(row.hash, _hash(values, secret)):
            return ChainReport(count, head, row.number, "it was changed after it was written")
        head, count = row.hash, row.number
    return ChainReport(count, head, 0, "")


_HASHED = (
    "id",
    "organization_id",
    "number",
    "at_ms",
    "actor_id",
    "actor_name",
    "action",
    "target",
    "is_visit",
    "address",
    "detail",
    "previous_hash",
)


def _hash(values: Mapping[str, Any], secret: bytes) -> str:
    canonical = json.dumps(
        [values[name] for name in _HASHED], sort_keys=True, separators=(",", ":")
    )
    return hashlib.blake2b(
        canonical.encode(), key=secret, digest_size=32, person=b"jarip audit 1"
    ).hexdigest()


def _clean(text_: str, most: int) -> str:
    # A path may hold anything; PostgreSQL keeps no NUL.
    return text_.replace("\0", "")[:most]


def _lock_chain(session: Session, organization_id: str) -> None:
    """Be alone with a chain until the transaction ends (SQLite's writer is alone anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        keys = {"family": LOCK_FAMILY, "chain": zlib.crc32(organization_id.encode()) - (1 << 31)}
        session.execute(text("SELECT pg_advisory_xact_lock(:family, :chain)"), keys)
