"""What REST shows of jobs, attempts, events and chips."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from jarip.chips import Chip
from jarip.cloud.jobs.find import ListedJob
from jarip.cloud.jobs.tables import Attempt, Job, JobEvent


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CommandView(BaseModel):
    """How one command of an attempt ended: compiling, then running."""

    name: str
    duration_ms: int
    exit_code: int


class AttemptView(_View):
    """One try to run a job."""

    id: str
    number: int
    state: str
    reason: str
    end_code: str = Field(
        description="Why it ended, as a word that never changes (docs/jobs.md); empty until then"
    )
    stopped_by: str
    node_id: str
    chip_kind: str
    chip_ids: list[str]
    chip_percent: int = Field(description="Of its chip's time; 100 for whole chips")
    part_memory_bytes: int = Field(description="Of its chip's memory, for a part; else 0")
    created_ms: int
    started_ms: int | None
    ended_ms: int | None
    ran_ms: int = Field(description="On a clock that no change of the time of day bends")
    exit_code: int | None
    commands: list[CommandView]
    peak_memory_bytes: int
    processor_ms: int
    log_dropped_bytes: int


class JobView(_View):
    """A job in a list."""

    id: str
    project_id: str
    actor_id: str
    name: str
    state: str
    reason: str = Field(description="Why it is in this state; of a queued job, why it waits")
    stopped_by: str
    stop_requested: str
    labels: dict[str, Any]
    priority: int
    isolation: str = Field(description="How far it is kept apart: L0 or L1")
    array_id: str
    array_index: int | None
    after: list[str]
    chip_count: int
    chip_percent: int = Field(description="Of one chip's time; 100 for whole chips")
    chip_kinds: list[str]
    attempts: int
    created_ms: int
    queued_ms: int
    started_ms: int | None
    ended_ms: int | None
    exit_code: int | None


class EventView(_View):
    """One change of a job's state."""

    id: str
    attempt_id: str
    from_state: str
    to_state: str
    reason: str
    actor_id: str
    at_ms: int


class JobDetail(JobView):
    """A job with everything that belongs to it."""

    spec: dict[str, Any]
    ahead: int | None = Field(description="Queued jobs that go first; null unless it is queued")
    tries: list[AttemptView]
    events: list[EventView]


class ChipView(BaseModel):
    """A chip of the pool."""

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
    gflops_f32: float | None = Field(description="Measured: matrix product, single precision")
    gflops_f64: float | None = Field(description="Measured: matrix product, double precision")
    bandwidth_gbs: float | None = Field(description="Measured: copying, 10⁹ bytes a second")
    gflops_f16: float | None = Field(description="Measured: matrix product, half precision")
    launch_us: float | None = Field(description="Measured: a tiny piece of work, microseconds")
    uuid: str
    pci_bus: str
    numa_node: int | None
    memory_used_bytes: int | None
    temperature_c: float | None
    power_w: float | None
    use_percent: float | None
    links: list[str] = Field(description="Chips it reaches, as `1 NV18`")
    note: str = Field(description="What is the matter with it, for people")
    is_busy: bool
    part_hold: str = Field(description="What holds a job to a part of it")
    free_percent: int = Field(description="Of its time, for parts: 100 if nobody has any of it")


def view_job(job: Job | ListedJob) -> JobView:
    return JobView.model_validate(job)


def view_detail(
    job: Job, ahead: int | None, attempts: list[Attempt], events: list[JobEvent]
) -> JobDetail:
    return JobDetail(
        **JobView.model_validate(job).model_dump(),
        spec=job.spec,
        ahead=ahead,
        tries=[AttemptView.model_validate(attempt) for attempt in attempts],
        events=[EventView.model_validate(event) for event in events],
    )


def view_chip(chip: Chip, node_id: str, held_percent: int) -> ChipView:
    speed = chip.speed
    return ChipView(
        id=chip.id,
        node_id=node_id,
        kind=chip.kind,
        maker=chip.maker,
        model=chip.model,
        memory_bytes=chip.memory_bytes,
        cores=chip.cores,
        vector_bits=chip.vector_bits,
        driver_version=chip.driver_version,
        runtime_version=chip.runtime_version,
        health=chip.health,
        gflops_f32=speed.gflops_f32 if speed else None,
        gflops_f64=speed.gflops_f64 if speed else None,
        bandwidth_gbs=speed.bandwidth_gbs if speed else None,
        gflops_f16=speed.gflops_f16 if speed else None,
        launch_us=speed.launch_us if speed else None,
        uuid=chip.uuid,
        pci_bus=chip.pci_bus,
        numa_node=chip.numa_node,
        memory_used_bytes=chip.memory_used_bytes,
        temperature_c=chip.temperature_c,
        power_w=chip.power_w,
        use_percent=chip.use_percent,
        links=[f"{link.peer} {link.kind}" for link in chip.links],
        note=chip.note,
        is_busy=held_percent > 0,
        part_hold=chip.part_hold,
        free_percent=max(0, 100 - held_percent),
    )
