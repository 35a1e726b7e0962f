"""What the scheduler says: this job goes there, that one waits, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """The kinds of reasons to wait."""

    NO_PLAN = "no_plan"
    BLOCKED = "blocked"
    KIND_NOT_IN_PLAN = "kind_not_in_plan"
    CHIPS_PER_JOB = "chips_per_job"
    CONCURRENT_JOBS = "concurrent_jobs"
    NO_SUCH_CHIP = "no_such_chip"
    TOO_FEW_CHIPS = "too_few_chips"
    TOO_DEAR = "too_dear"
    CHIPS_BUSY = "chips_busy"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a job does not start now; `text` is a sentence for people."""

    why: Why
    text: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A job that starts now."""

    job_id: str
    node_id: str
    chip_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Preemption:
    """A running job that has to make room."""

    job_id: str
    for_job_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Decisions:
    placements: tuple[Placement, ...]
    waiting: dict[str, Waiting]
    """By job id. Every queued job is either placed or here."""
    preemptions: tuple[Preemption, ...] = ()
