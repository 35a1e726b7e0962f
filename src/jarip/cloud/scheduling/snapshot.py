"""What the scheduler sees: the queue, the pool and the limits at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Demand:
    """What a job needs of the pool. Jobs with equal demands fare alike."""

    count: int
    """Chips, all of one kind and on one node."""
    kinds: frozenset[str] = frozenset()
    """Acceptable kinds; empty for any."""
    min_memory_bytes: int = 0
    """Of each chip."""
    max_micros_per_hour: int | None = None
    """Of each chip, in micro-units of the organization's currency."""
    isolation: int = 0
    """The least level of isolation."""


@dataclass(frozen=True, slots=True)
class QueuedJob:
    id: str
    organization_id: str
    demand: Demand
    priority: int
    """Higher goes first. The organization's own ordering; the plan's comes before it."""
    queued_ms: int


@dataclass(frozen=True, slots=True)
class PoolChip:
    """A chip that could run jobs."""

    id: str
    """Its name on its node, such as `cpu:0`."""
    node_id: str
    kind: str
    memory_bytes: int
    is_free: bool
    isolation: int = 0
    """The highest level its node can give."""


@dataclass(frozen=True, slots=True)
class OrganizationLimits:
    """What an organization's plan allows. None means no limit."""

    concurrent_jobs: int | None
    chips_per_job: int | None
    priority: int
    micros_per_hour: Mapping[str, int]
    """Price of one chip of each kind in the plan; other kinds are not in it."""
    blocked: str = ""
    """Why nothing of this organization may start (no subscription, budget spent), or ""."""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that has chips now."""

    job_id: str
    organization_id: str
    priority: int
    chips: tuple[str, ...]
    started_ms: int
    preemptible: bool
    is_stopping: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    jobs: tuple[QueuedJob, ...]
    chips: tuple[PoolChip, ...]
    limits: Mapping[str, OrganizationLimits]
    """By organization id; one that is missing here may not run anything."""
    running: Mapping[str, int] = field(default_factory=dict)
    """Jobs now starting or running, by organization id."""
    running_jobs: tuple[RunningJob, ...] = ()
    """Those that matter for making room; may be left out where nothing can be preempted."""
    now_ms: int = 0
