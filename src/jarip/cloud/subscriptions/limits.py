"""Limits of a plan that hold when something is added, rather than when a job is scheduled."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Member
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.errors import ConflictError, PaymentRequiredError
from jarip.cloud.subscriptions.terms import find_terms

GIB = 1 << 30


def check_storage(
    session: Session, organization_id: str, now_ms: int, stored_bytes: int, adding_bytes: int
) -> None:
    """PaymentRequiredError unless the plan has room for what is to be stored besides."""
    terms = find_terms(session, organization_id, now_ms)
    if terms is None or terms.limits.storage_gib is None:
        return
    if stored_bytes + adding_bytes > terms.limits.storage_gib * GIB:
        raise PaymentRequiredError(
            f"the plan {terms.plan.key} stores {terms.limits.storage_gib} GiB, "
            f"{stored_bytes / GIB:.2f} GiB are used",
            where="storage",
            todo="delete outputs, checkpoints or code, or change the plan",
        )


def check_fits(session: Session, organization_id: str, plan: Plan) -> None:
    """ConflictError if an organization has more members than a plan has seats."""
    members = count_members(session, organization_id)
    if plan.limits.seats is not None and members > plan.limits.seats:
        raise ConflictError(
            f"the plan {plan.key} has {plan.limits.seats} seats, the organization {members} "
            "members",
            where="plan",
            todo="remove members first, or choose another plan",
        )


def count_members(session: Session, organization_id: str) -> int:
    """How many people belong to an organization."""
    query = select(func.count()).select_from(Member)
    return int(session.scalar(query.where(Member.organization_id == organization_id)) or 0)
