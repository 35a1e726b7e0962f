"""What a job asks for, as submitted. The same fields are the YAML file's and the REST request's."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.quantities import (
    format_duration_ms,
    format_micros,
    parse_bytes,
    parse_duration_ms,
    parse_micros,
)

DurationMs = Annotated[
    int,
    BeforeValidator(parse_duration_ms, json_schema_input_type=str | int),
    PlainSerializer(format_duration_ms, return_type=str, when_used="json"),
    Field(ge=1),
]
Bytes = Annotated[int, BeforeValidator(parse_bytes, json_schema_input_type=str | int), Field(ge=0)]
Micros = Annotated[
    int,
    BeforeValidator(parse_micros, json_schema_input_type=str | int),
    PlainSerializer(format_micros, return_type=str, when_used="json"),
    Field(ge=0),
]

VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*([<>=!~;@ ]|$)")
"""A requirement begins with a package's name (PyPA specification "Dependency specifiers")."""
RESERVED_PREFIX = "JARIP_"
MAX_ENVIRONMENT_BYTES = 64 * 1024
DIGEST = r"[0-9a-f]{64}"


class Chips(BaseModel):
    """Which chips, all of one kind and on one node."""

    model_config = ConfigDict(extra="forbid")

    count: int | float = Field(
        default=1,
        ge=0.01,
        le=1024,
        description="A whole number, or a part of one chip in hundredths: 0.5 is half of its time",
    )
    kinds: list[str] = Field(default=[], max_length=32, description="Any of these; empty for any")
    min_memory: Bytes = Field(
        default=0,
        description="Of each chip: 16GiB, or bytes. Of a part of a chip, what it gets of the "
        "memory; left out, as much as of its time",
    )
    max_price_per_hour: Micros | None = Field(
        default=None, description="Of each chip, in the plan's currency, exact: '1500.50'"
    )

    @field_validator("count")
    @classmethod
    def _check_count(cls, count: int | float) -> int | float:
        if count == int(count):
            return int(count)
        if count > 1:
            raise ValueError(
                f"{count} is parts of several chips; ask for whole ones, or for less than 1"
            )
        if round(count * 100, 6) % 1:
            raise ValueError(f"{count} is finer than a hundredth of a chip")
        return count

    @property
    def whole_count(self) -> int:
        """Chips that it is given, whole or in part."""
        return max(1, int(self.count))

    @property
    def percent(self) -> int:
        """Of each chip's time."""
        return 100 if self.count >= 1 else round(self.count * 100)


class Retries(BaseModel):
    """How often a job is tried again, and how long it rests before. A plain number is `failure`."""

    model_config = ConfigDict(extra="forbid")

    failure: int = Field(default=0, ge=0, le=100, description="After it failed by itself")
    lost: int = Field(default=3, ge=0, le=100, description="After its node or supervisor was lost")
    preemption: int = Field(default=100, ge=0, le=1000, description="After it had to make room")
    pause: DurationMs = Field(
        default=5000, description="Before the first retry after a failure; doubles each time"
    )


class Resume(BaseModel):
    """Whose checkpoints a job begins with. As text: `job_…`, or `job_…/checkpoint`."""

    model_config = ConfigDict(extra="forbid")

    job: str = Field(pattern=r"^job_[0-9a-z]{1,60}$", description="Of the same project, and ended")
    checkpoint: str = Field(
        default="",
        max_length=1000,
        description="A file or a folder among its checkpoints; empty for all of them",
    )

    def __str__(self) -> str:
        return f"{self.job}/{self.checkpoint}" if self.checkpoint else self.job

    @field_validator("checkpoint")
    @classmethod
    def _check_checkpoint(cls, path: str) -> str:
        path = path.rstrip("/")
        if path.startswith("/") or ".." in path.split("/") or "\0" in path:
            raise ValueError(f"{path!r} has to lie among the job's checkpoints")
        return path


class JobSpec(BaseModel):
    """One job."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=200, examples=["train digits"])
    command: str | list[str] = Field(
        description="A list is run as it is, a string by /bin/sh. A first word ending in .cu is "
        "compiled by nvcc and then run",
        examples=[["python", "train.py", "--epochs", "3"]],
    )
    code: str | None = Field(
        default=None,
        pattern=f"^{DIGEST}$",
        description="Digest of uploaded code, unpacked into the working directory",
    )
    requirements: list[str] = Field(
        default=[],
        max_length=200,
        description="Python packages, as in a requirements.txt: an environment made once for each "
        "list. It needs a network, so not at L1",
        examples=[["einops==0.8.1"]],
    )
    chips: Chips = Chips()
    nodes: int = Field(
        default=1, ge=1, le=1024, description="A gang: so many nodes at once, each with `chips`"
    )
    spread: bool = Field(
        default=False, description="Rather on an empty node than beside others on a full one"
    )
    deadline: DurationMs | None = Field(
        default=None, description="It should have ended so long after its submission"
    )
    work: str = Field(
        default="",
        max_length=64,
        description="Name of what it does: jobs of the same work are compared across chips",
    )
    disk: Bytes | None = Field(
        default=None,
        ge=1 << 20,
        description="What its files may take: working directory, temporary files, checkpoints and "
        "outputs. Never more than the plan has room for",
    )
    environment: dict[str, str] = {}
    timeout: DurationMs | None = Field(default=None, description="90s, 15m, 2h; or seconds")
    grace: DurationMs = Field(
        default=10_000, le=600_000, description="Between asking it to stop and ending it"
    )
    retries: Retries = Retries()
    isolation: Isolation | None = Field(
        default=None, description="At least this; left out: what the operator asks for"
    )
    preemptible: bool = Field(
        default=False, description="May be stopped, and started again, for a job of higher priority"
    )
    after: list[str] = Field(
        default=[], max_length=1000, description="Jobs that have to succeed before"
    )
    secrets: dict[str, str] = Field(
        default={}, max_length=64, description="Variable → name of the project's secret"
    )
    resume: Resume | None = Field(
        default=None, description="Begin with another job's checkpoints: job_…/checkpoint"
    )
    priority: int = Field(default=0, ge=-100, le=100)
    labels: dict[str, str] = Field(default={}, max_length=64)
    outputs: list[str] = Field(
        default=[], max_length=64, description="Patterns of files to keep: results/*.json"
    )

    @field_validator("command")
    @classmethod
    def _check_command(cls, command: str | list[str]) -> str | list[str]:
        words = command.split() if isinstance(command, str) else command
        if not words or not words[0].strip():
            raise ValueError("the command is empty; write what to run, such as: python train.py")
        if any("\0" in word for word in words):
            raise ValueError("a command can't have a NUL character in it")
        return command

    @field_validator("retries", mode="before")
    @classmethod
    def _accept_number(cls, value: Any) -> Any:
        return {"failure": value} if isinstance(value, int) else value

    @field_validator("resume", mode="before")
    @classmethod
    def _split_resume(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        job, _, checkpoint = value.partition("/")
        return {"job": job, "checkpoint": checkpoint}

    @field_validator("requirements")
    @classmethod
    def _check_requirements(cls, lines: list[str]) -> list[str]:
        for line in lines:
            if not REQUIREMENT.match(line) or len(line) > 500:
                raise ValueError(
                    f"{line!r} is not a package's name and version; options and paths are not "
                    "allowed, since the environment is kept for others with the same list"
                )
        return lines

    @field_validator("outputs")
    @classmethod
    def _check_outputs(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            if not pattern or pattern.startswith("/") or ".." in pattern.split("/"):
                raise ValueError(f"{pattern!r} has to lie inside the working directory")
        return patterns

    @model_validator(mode="after")
    def _check_gang(self) -> JobSpec:
        if self.nodes > 1 and self.chips.count < 1:
            raise ValueError(
                "nodes: a part of a chip is of one node's; ask for whole chips, or one"
            )
        if self.nodes > 1 and self.isolation not in (None, Isolation.L0):
            raise ValueError(
                f"nodes: {self.isolation} has no network, so {self.nodes} nodes can't work "
                "together; ask for L0, or for one node"
            )
        return self

    @model_validator(mode="after")
    def _check_environment(self) -> JobSpec:
        for name, value in (self.environment | self.secrets).items():
            if not VARIABLE_NAME.fullmatch(name) or "\0" in value:
                raise ValueError(f"environment: {name!r} is not a variable's name and value")
            if name.startswith(RESERVED_PREFIX):
                raise ValueError(f"environment: {name} is ours to set; choose another name")
        if sum(len(name) + len(value) for name, value in self.environment.items()) > (
            MAX_ENVIRONMENT_BYTES
        ):
            raise ValueError(f"environment: more than {MAX_ENVIRONMENT_BYTES} bytes")
        return self

    def display_name(self) -> str:
        """Its name, or the command's first words."""
        if self.name:
            return self.name
        text = self.command if isinstance(self.command, str) else " ".join(self.command)
        return text if len(text) <= 60 else text[:57] + "..."
