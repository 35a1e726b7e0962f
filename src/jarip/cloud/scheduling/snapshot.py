"""What the scheduler sees: the queue, the pool and the limits at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from jarip.chips import PartHold

KEEPS_APART = (PartHold.KERNEL, PartHold.AFFINITY)
"""Where what a part holds in memory can't be seen from another part."""
WHOLE = 100
"""A chip's time, in percent."""
MIN_RUN_MS = 60_000


@dataclass(frozen=True, slots=True)
class Demand:
    """What a job needs of the pool. Jobs with equal demands fare alike."""

    count: int
    """Chips on each node, all of one kind."""
    kinds: frozenset[str] = frozenset()
    """Acceptable kinds, or makers for all of theirs (`nvidia` for `nvidia-h100`); empty for any."""
    min_memory_bytes: int = 0
    """Of each chip; of a part of a chip, what the part takes of its memory."""
    max_micros_per_hour: int | None = None
    """Of each chip, in micro-units of the organization's currency."""
    isolation: int = 0
    """The least level of isolation."""
    nodes: int = 1
    """A gang: that many nodes at once or none."""
    percent: int = WHOLE
    """Of one chip's time; less than the whole only with one chip on one node."""
    spread: bool = False
    """On the emptiest node that fits rather than the fullest."""
    limit_ms: int | None = None
    """It is stopped after this long, so whoever waits for its chips can count on it."""
    work: str = ""
    """What kind of work it is, for prices by measured speed; "" for the general figure."""

    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        values = tuple(getattr(self, name) for name in HASHED)
        object.__setattr__(self, "_hash", hash(values))

    def __hash__(self) -> int:
        """Computed once: a pass looks every job's demand up several times."""
        return self._hash

    @property
    def chips(self) -> int:
        """In all."""
        return self.count * self.nodes

    def is_held_to(self, hold: PartHold) -> bool:
        """Whether that holds well enough. A part that only good will, or a variable that its job
        may change, keeps apart from another's is none for who asks to be isolated."""
        return self.percent == WHOLE or not self.isolation or hold in KEEPS_APART

    def part_of_memory(self, chip_memory_bytes: int) -> int:
        """What a part takes of a chip's memory: what it asks for, else as much as of its time."""
        return self.min_memory_bytes or chip_memory_bytes * self.percent // WHOLE


HASHED = tuple(each.name for each in fields(Demand) if each.init)


@dataclass(frozen=True, slots=True)
class QueuedJob:
    id: str
    organization_id: str
    demand: Demand
    priority: int
    """Higher goes first among the organization's jobs; the plan's comes before it."""
    queued_ms: int
    deadline_ms: int | None = None
    """When it should have ended. It goes ahead of its organization's others when that is near."""
    project_id: str = ""


@dataclass(frozen=True, slots=True)
class PoolChip:
    """A chip that could run jobs."""

    id: str
    """Its name, unique in the pool."""
    node_id: str
    kind: str
    memory_bytes: int
    is_free: bool
    isolation: int = 0
    """The highest level its node can give."""
    free_percent: int = 0
    """Of a chip that is not free: what is left of its time."""
    free_memory_bytes: int = 0
    """Of a chip that is not free: what is left of its memory."""
    island: str = ""
    """Chips of a node with the same one are close to each other: NVLink, HCCS, a NUMA node."""
    rack: str = ""
    """Nodes with the same one are close to each other."""
    part_hold: PartHold = PartHold.KERNEL
    """What holds a job to a part of it."""


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
    weight: float = 1.0
    """Its part in the fair share, against others of the same priority."""


@dataclass(frozen=True, slots=True)
class Quota:
    """So many chips may the running jobs of an organization have together, or of a project."""

    organization_id: str
    chips: int
    project_id: str = ""
    """Or "" for all of the organization's."""
    kind: str = ""
    """Of this kind, or of this maker; "" for all chips together."""


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
    ends_by_ms: int | None = None
    """When it is stopped at the latest; None if it may run for ever."""
    saved_ms: int | None = None
    """When it last wrote a checkpoint: what it did since would be lost."""
    project_id: str = ""
    kind: str = ""
    """Of its chips."""
    percent: int = WHOLE
    """Of its chip's time."""


@dataclass(frozen=True, slots=True)
class Window:
    """Nodes or chips that are spoken for during a time: maintenance, or a reservation."""

    nodes: frozenset[str]
    """All of their chips. Empty where `count` chips are meant, wherever they are."""
    from_ms: int
    until_ms: int
    organization_id: str = ""
    """Whose reservation it is; "" for maintenance and draining, when nobody may start."""
    text: str = ""
    """What it is for, as its operator said it."""
    kind: str = ""
    """Of the `count` chips: a kind, a maker, or "" for any."""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    jobs: tuple[QueuedJob, ...]
    chips: tuple[PoolChip, ...]
    limits: Mapping[str, OrganizationLimits]
    """By organization id; one that is missing here may not run anything."""
    running: Mapping[str, int] = field(default_factory=dict)
    """Jobs now starting or running, by organization id."""
    running_jobs: tuple[RunningJob, ...] = ()
    """Those that have chips, as far as they matter for making room and for foreseeing ends."""
    now_ms: int = 0
    windows: tuple[Window, ...] = ()
    usage: Mapping[str, float] = field(default_factory=dict)
    """Chip milliseconds used by each organization, faded by half in each half-life."""
    speeds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Work → kind → measured speed, in one unit for each work; "" is the general figure."""
    quotas: tuple[Quota, ...] = ()
    min_run_ms: int = MIN_RUN_MS
    """A job that was started is left in peace so long: stopping and starting costs, too."""
    kept: tuple[str, ...] = ()
    """Jobs for which the pass before kept chips, the first in line first: `Decisions.kept`."""
