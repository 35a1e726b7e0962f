"""What the scheduler says: this job goes there, that one waits, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jarip.cloud.scheduling.snapshot import WHOLE


class Why(StrEnum):
    """The kinds of reasons to wait."""

    NO_PLAN = "no_plan"
    BLOCKED = "blocked"
    KIND_NOT_IN_PLAN = "kind_not_in_plan"
    CHIPS_PER_JOB = "chips_per_job"
    CONCURRENT_JOBS = "concurrent_jobs"
    QUOTA = "quota"
    NO_SUCH_CHIP = "no_such_chip"
    TOO_FEW_CHIPS = "too_few_chips"
    TOO_DEAR = "too_dear"
    SPOKEN_FOR = "spoken_for"
    CHIPS_BUSY = "chips_busy"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a job does not start now; `text` is a sentence for people."""

    why: Why
    text: str
    promised_ms: int | None = None
    """Of the first in line: it starts then at the latest, if that can be foreseen."""


class Placement(NamedTuple):
    """A job that starts now. A pass makes tens of thousands, and tuples are made the fastest."""

    job_id: str
    node_id: str
    """The first node of a gang."""
    chip_ids: tuple[str, ...]
    """In the order of `nodes`, as many of each."""
    text: str
    nodes: tuple[str, ...] = ()
    """A gang's nodes; empty for a single one."""
    percent: int = WHOLE
    part_memory_bytes: int = 0
    """Of the chip's memory, for a part of one."""


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
    kept: tuple[str, ...] = ()
    """Jobs for which chips were kept. Hand it to the next pass, so that it keeps them, too."""


def count_text(count: float, noun: str) -> str:
    """Such as `1 chip`, `2 nodes`, `0.5 chips`."""
    return f"{count:g} {noun}{'' if count == 1 else 's'}"
