"""What the server answers, as plain records. Fields that this version doesn't know are ignored."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Record = TypeVar("Record")


def parse(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """A record from an answer's JSON object."""
    names = {item.name for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})


@dataclass(frozen=True, slots=True)
class Job:
    """A job in a list. Times are milliseconds since 1970."""

    id: str
    name: str
    state: str
    """queued, starting, running, succeeded, failed or stopped."""
    reason: str
    stopped_by: str
    project_id: str
    actor_id: str
    labels: dict[str, str]
    priority: int
    isolation: str
    array_id: str
    array_index: int | None
    after: list[str]
    chip_count: int
    chip_percent: int
    """Of one chip's time; 100 for whole chips."""
    chip_kinds: list[str]
    attempts: int
    created_ms: int
    queued_ms: int
    started_ms: int | None
    ended_ms: int | None
    exit_code: int | None

    @property
    def has_ended(self) -> bool:
        return self.state in ("succeeded", "failed", "stopped")


@dataclass(frozen=True, slots=True)
class CommandEnd:
    """How one command of an attempt ended."""

    name: str
    duration_ms: int
    exit_code: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to run a job."""

    id: str
    number: int
    state: str
    reason: str
    end_code: str
    stopped_by: str
    node_id: str
    chip_kind: str
    chip_ids: list[str]
    chip_percent: int
    part_memory_bytes: int
    created_ms: int
    started_ms: int | None
    ended_ms: int | None
    ran_ms: int
    exit_code: int | None
    commands: list[CommandEnd]
    peak_memory_bytes: int
    processor_ms: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a job's state."""

    at_ms: int
    from_state: str
    to_state: str
    reason: str
    attempt_id: str
    actor_id: str


@dataclass(frozen=True, slots=True)
class JobDetail(Job):
    """A job with everything that belongs to it."""

    spec: dict[str, Any] = field(default_factory=dict)
    ahead: int | None = None
    tries: list[Attempt] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip of the pool, with its measured speed."""

    id: str
    node_id: str
    kind: str
    maker: str
    model: str
    memory_bytes: int
    cores: int
    vector_bits: int
    driver_version: str
    runtime_version: str
    health: str
    gflops_f32: float | None
    gflops_f64: float | None
    bandwidth_gbs: float | None
    is_busy: bool
    gflops_f16: float | None = None
    launch_us: float | None = None
    """From asking for a tiny piece of work to its end, microseconds."""
    uuid: str = ""
    pci_bus: str = ""
    numa_node: int | None = None
    memory_used_bytes: int | None = None
    temperature_c: float | None = None
    power_w: float | None = None
    use_percent: float | None = None
    links: list[str] = field(default_factory=list)
    """Chips of its node that it reaches, as `1 NV18`."""
    part_hold: str = ""
    """What holds a job to a part of it."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record of a job's log."""

    attempt: int
    time: str
    stream: str
    """`stdout`, `stderr`, or `system` for a word of Jarip's own."""
    text: str
    partial: bool
    """The line goes on in the stream's next record."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """A job's state, told while following it."""

    state: str
    reason: str
    exit_code: int | None
    stopped_by: str
    attempts: int


def parse_detail(values: Mapping[str, Any]) -> JobDetail:
    """A job's detail with its inner records."""
    tries = [
        parse(
            Attempt,
            {**each, "commands": [parse(CommandEnd, command) for command in each["commands"]]},
        )
        for each in values["tries"]
    ]
    events = [parse(Event, each) for each in values["events"]]
    return parse(JobDetail, {**values, "tries": tries, "events": events})
