"""Who says whether a lease may be granted. Metering asks; `budgets` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from jarip.cloud.metering.tables import Meter


@dataclass(frozen=True)
class Grant:
    """The answer for one meter: it may run until `until_ms` (maybe now, which is a refusal)."""

    until_ms: int
    enforced: bool = False
    reason: str = ""


class LeasePolicy(Protocol):
    """Decides, inside the transaction that will store the answer, how long meters may run."""

    def grant_leases(
        self, session: Session, now_ms: int, meters: Sequence[Meter], wanted_until_ms: int
    ) -> Mapping[str, Grant]:
        """For each meter's id, until when it may run: at most `wanted_until_ms`."""
        ...


class Unlimited:
    """Grants every lease in full."""

    def grant_leases(
        self, session: Session, now_ms: int, meters: Sequence[Meter], wanted_until_ms: int
    ) -> Mapping[str, Grant]:
        """Every meter may run until `wanted_until_ms`."""
        return {meter.id: Grant(wanted_until_ms) for meter in meters}


UNLIMITED = Unlimited()
