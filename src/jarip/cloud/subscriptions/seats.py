"""How many members a plan allows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.subscriptions.terms import find_terms


def seats_of(session: Session, organization_id: str, now_ms: int) -> int | None:
    """The seats of the organization's plan; None without a limit, or without a plan."""
    terms = find_terms(session, organization_id, now_ms)
    return terms.limits.seats if terms else None
