"""Tables of jobs, attempts, events and uploaded code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class Job(Base):
    """What a customer asked to be run. Demand columns repeat the spec for the scheduler."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "state", "queued_ms"),
        Index(None, "organization_id", "id"),
        Index(None, "project_id", "id"),
        Index(None, "array_id"),
        UniqueConstraint("project_id", "request_key"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[Id] = mapped_column(ForeignKey("projects.id"))
    actor_id: Mapped[Id]
    """Who submitted it: an API key or a user."""
    member_id: Mapped[Id]
    """Whose budget pays, or empty."""
    request_key: Mapped[str | None] = mapped_column(String(200))
    """The submitter's own key for this request: sent again, it makes no second job."""
    name: Mapped[Name]
    state: Mapped[Code]
    reason: Mapped[str] = mapped_column(Text)
    """Why it is in this state; for a queued job, why it waits."""
    stopped_by: Mapped[Code]
    """A `StoppedBy` once it is stopped, else empty."""
    stop_requested: Mapped[Code]
    """A `StoppedBy` from the moment somebody asks it to stop, else empty."""
    spec: Mapped[dict[str, Any]]
    labels: Mapped[dict[str, Any]]
    code_digest: Mapped[str | None] = mapped_column(String(64))
    priority: Mapped[int]
    isolation: Mapped[Code]
    """What it runs with: the higher of what was asked for and what the operator demands."""
    preemptible: Mapped[bool]
    after: Mapped[list[str]]
    """Jobs that have to succeed before."""
    array_id: Mapped[Id]
    """The array it is part of, or empty."""
    array_index: Mapped[int | None]
    array_at_once: Mapped[int | None]
    """How many of its array may run at once."""
    chip_count: Mapped[int]
    chip_percent: Mapped[int]
    """Of one chip's time; 100 for whole chips."""
    chip_kinds: Mapped[list[str]]
    min_memory_bytes: Mapped[int]
    max_micros_per_hour: Mapped[int | None]
    nodes: Mapped[int]
    spread: Mapped[bool]
    limit_ms: Mapped[int | None]
    """Its timeout, on which whoever waits for its chips can count."""
    deadline_ms: Mapped[int | None]
    work: Mapped[Code]
    """What jobs have to have in common to be compared; empty for nothing."""
    attempts: Mapped[int]
    """How many were made."""
    created_ms: Mapped[int]
    queued_ms: Mapped[int]
    """Its place in the queue. A retry keeps it."""
    not_before_ms: Mapped[int]
    """The rest before a retry."""
    started_ms: Mapped[int | None]
    """When its first attempt really ran."""
    ended_ms: Mapped[int | None]
    exit_code: Mapped[int | None]


class Attempt(Base):
    """One try to run a job on chips. Written before anything is started."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("job_id", "number"), Index(None, "state"))

    id: Mapped[PrimaryId]
    job_id: Mapped[Id] = mapped_column(ForeignKey("jobs.id"))
    organization_id: Mapped[Id]
    number: Mapped[int]
    state: Mapped[Code]
    reason: Mapped[str] = mapped_column(Text)
    end_code: Mapped[Code]
    """An `EndCode` once it has ended, else empty."""
    stopped_by: Mapped[Code]
    stop_requested: Mapped[Code]
    """A `StoppedBy` that was passed on to the engine, else empty."""
    node_id: Mapped[Id]
    chip_kind: Mapped[Code]
    chip_ids: Mapped[list[str]]
    chip_percent: Mapped[int]
    """Of its chip's time; 100 for whole chips."""
    part_memory_bytes: Mapped[int]
    """Of its chip's memory, where it has a part of one; else 0."""
    created_ms: Mapped[int]
    started_ms: Mapped[int | None]
    ended_ms: Mapped[int | None]
    ran_ms: Mapped[int]
    """On the monotonic clock, as far as it is known."""
    lease_reason: Mapped[str] = mapped_column(Text)
    """Why its lease was cut short (a budget), as metering last said; else empty."""
    exit_code: Mapped[int | None]
    commands: Mapped[list[Any]] = mapped_column(JSON())
    """How each command ended: {name, duration_ms, exit_code}."""
    peak_memory_bytes: Mapped[int]
    processor_ms: Mapped[int]
    log_dropped_bytes: Mapped[int]


class MeasuredWork(Base):
    """How long one attempt took for work that others do, too, on its kind of chip."""

    __tablename__ = "measured_work"
    __table_args__ = (Index(None, "organization_id", "work"), UniqueConstraint("attempt_id"))

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    work: Mapped[Code]
    chip_kind: Mapped[Code]
    attempt_id: Mapped[Id]
    chip_ms: Mapped[int]
    """Its run time times its chips."""
    at_ms: Mapped[int]


class JobEvent(Base):
    """One change of a job's state, never edited."""

    __tablename__ = "job_events"
    __table_args__ = (Index(None, "job_id", "id"),)

    id: Mapped[PrimaryId]
    job_id: Mapped[Id] = mapped_column(ForeignKey("jobs.id"))
    attempt_id: Mapped[Id]
    """Empty when no attempt is concerned."""
    from_state: Mapped[Code]
    """Empty for the first."""
    to_state: Mapped[Code]
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[Id]
    """Who caused it; empty for the system."""
    at_ms: Mapped[int]


class CodeUpload(Base):
    """An archive of code that a project uploaded; equal archives are kept once."""

    __tablename__ = "code_uploads"
    __table_args__ = (UniqueConstraint("project_id", "digest"),)

    id: Mapped[PrimaryId]
    project_id: Mapped[Id] = mapped_column(ForeignKey("projects.id"))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the packed archive, in hexadecimal."""
    packed_bytes: Mapped[int]
    unpacked_bytes: Mapped[int]
    members: Mapped[int]
    created_ms: Mapped[int]


class Secret(Base):
    """A project's secret, sealed with the installation's. Its text is never shown again."""

    __tablename__ = "secrets"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[PrimaryId]
    project_id: Mapped[Id] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[Code]
    sealed: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int]
    changed_ms: Mapped[int]
