"""Phases: which plan version held from when to when. They follow each other without gap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.subscriptions.periods import whole_second
from jarip.cloud.subscriptions.tables import Subscription, SubscriptionPhase


class PhaseKind(StrEnum):
    """How a phase is paid for: a trial and a pause have no monthly fee."""

    TRIAL = "trial"
    PAID = "paid"
    PAUSED = "paused"


@dataclass(frozen=True)
class Segment:
    """A plan version in force over [start_ms, end_ms)."""

    start_ms: int
    end_ms: int
    plan_key: str
    kind: PhaseKind


def change_moment(session: Session, subscription: Subscription, now_ms: int) -> int:
    """The whole second at which a change made now takes effect: never before the last change,
    even if the clock went back."""
    phase = current_phase(session, subscription)
    return whole_second(max(now_ms, phase.start_ms if phase else subscription.started_ms))


def begin_phase(
    session: Session, subscription: Subscription, kind: PhaseKind, plan_key: str, at_ms: int
) -> None:
    """End the current phase at `at_ms` and begin another one there."""
    phase = current_phase(session, subscription)
    if phase is not None and phase.start_ms == at_ms:
        phase.plan_key, phase.kind = plan_key, kind  # it has lasted no time at all
        session.flush()
        return
    if phase is not None:
        phase.end_ms = at_ms
    session.add(
        SubscriptionPhase(
            id=new_id("sph", at_ms),
            subscription_id=subscription.id,
            organization_id=subscription.organization_id,
            plan_key=plan_key,
            kind=kind,
            start_ms=at_ms,
            end_ms=None,
        )
    )
    session.flush()


def end_phases(session: Session, subscription: Subscription, at_ms: int) -> None:
    """The subscription ends: so does its current phase."""
    phase = current_phase(session, subscription)
    if phase is not None:
        phase.end_ms = at_ms
        session.flush()


def current_phase(session: Session, subscription: Subscription) -> SubscriptionPhase | None:
    """The phase that has not ended."""
    return session.scalar(
        select(SubscriptionPhase).where(
            SubscriptionPhase.subscription_id == subscription.id,
            SubscriptionPhase.end_ms.is_(None),
        )
    )


def list_segments(
    session: Session, subscription_id: str, start_ms: int, end_ms: int
) -> list[Segment]:
    """The phases of a subscription within [start_ms, end_ms), in order."""
    query = (
        select(SubscriptionPhase)
        .where(SubscriptionPhase.subscription_id == subscription_id)
        .order_by(SubscriptionPhase.start_ms)
    )
    segments = []
    for phase in session.scalars(query):
        start = max(phase.start_ms, start_ms)
        end = end_ms if phase.end_ms is None else min(phase.end_ms, end_ms)
        if start < end:
            segments.append(Segment(start, end, phase.plan_key, PhaseKind(phase.kind)))
    return segments
