"""The states of a subscription and the one table of what leads from which to which."""

from __future__ import annotations

from enum import StrEnum

from jarip.cloud.errors import ConflictError


class State(StrEnum):
    """Where a subscription stands."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What can happen to a subscription."""

    TRIAL_ENDED = "trial_ended"
    PAYMENT_FAILED = "payment_failed"
    PAID = "paid"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


class PauseReason(StrEnum):
    """Why a subscription is paused."""

    CUSTOMER = "customer"
    UNPAID = "unpaid"


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.TRIALING, Event.TRIAL_ENDED): State.ACTIVE,
    (State.TRIALING, Event.CANCEL): State.CANCELLED,
    (State.ACTIVE, Event.PAYMENT_FAILED): State.PAST_DUE,
    (State.ACTIVE, Event.PAUSE): State.PAUSED,
    (State.ACTIVE, Event.CANCEL): State.CANCELLED,
    (State.PAST_DUE, Event.PAID): State.ACTIVE,
    (State.PAST_DUE, Event.PAUSE): State.PAUSED,
    (State.PAST_DUE, Event.CANCEL): State.CANCELLED,
    (State.PAUSED, Event.RESUME): State.ACTIVE,
    (State.PAUSED, Event.CANCEL): State.CANCELLED,
}
"""All there are. A cancelled subscription stays so; coming back is a new subscription."""

MAY_RUN = frozenset({State.TRIALING, State.ACTIVE, State.PAST_DUE})
"""States in which jobs may start and run. Dunning pauses what stays past due too long."""


def next_state(state: State, event: Event, where: str) -> State:
    """The state after an event, or ConflictError naming what is possible."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        possible = [str(e) for s, e in TRANSITIONS if s == state]
        raise ConflictError(
            f"a subscription that is {state} cannot {event.replace('_', ' ')}",
            where=where,
            todo=f"possible now: {', '.join(possible)}" if possible else "subscribe anew",
        ) from None
