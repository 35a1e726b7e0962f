"""What the loop asks of the subscriptions: which plan's limits an organization has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy.orm import Session

from jarip.cloud.scheduling.snapshot import OrganizationLimits


class PlanLimits(Protocol):
    """Looks limits up in the caller's transaction."""

    def read_limits(
        self, session: Session, now_ms: int, organization_ids: Iterable[str]
    ) -> dict[str, OrganizationLimits]:
        """Each organization's limits now; one that may not run anything can be left out."""
        ...
