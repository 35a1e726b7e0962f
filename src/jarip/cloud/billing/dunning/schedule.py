"""The schedule of dunning: what happens how long after a case was opened. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jarip.cloud.catalog.invoicing import Dunning

DAY_MS = 86_400_000


class Action(StrEnum):
    """What a step does."""

    RETRY = "retry"  # collect again, or remind
    PAUSE = "pause"  # stop all jobs and the fee
    GIVE_UP = "give_up"  # the invoice is uncollectible


@dataclass(frozen=True)
class Step:
    """Something to do `after_ms` milliseconds."""

    after_ms: int
    action: Action


def make_schedule(dunning: Dunning) -> list[Step]:
    """All steps in the order in which they happen."""
    days = [(day, Action.RETRY) for day in dunning.retry_days]
    days.append((dunning.pause_days, Action.PAUSE))
    if dunning.give_up_days is not None:
        days.append((dunning.give_up_days, Action.GIVE_UP))
    # At the same moment: collect first, then pause, then give up.
    order = list(Action)
    days.sort(key=lambda each: (each[0], order.index(each[1])))
    return [Step(day * DAY_MS, action) for day, action in days]


def due_steps(
    schedule: Sequence[Step], opened_ms: int, step: int, now_ms: int
) -> tuple[list[Action], int]:
    """What to do now, and the step that comes after. Retries that were missed become one."""
    actions: list[Action] = []
    while step < len(schedule) and opened_ms + schedule[step].after_ms <= now_ms:
        action = schedule[step].action
        if action is not Action.RETRY or Action.RETRY not in actions:
            actions.append(action)
        step += 1
    return actions, step
