"""Arrays and parameter sweeps: many jobs from one specification."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.spec import VARIABLE_NAME, JobSpec
from jarip.cloud.jobs.submit import ArrayMember, submit_job
from jarip.cloud.jobs.tables import Job

MOST_JOBS = 10_000
PLACE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")

Value = str | int | float | bool


class SubmitArray(BaseModel):
    """A job for each index, or for each combination of parameters.

    Every job sees its index as JARIP_ARRAY_INDEX and each parameter as a variable of its name;
    `{{name}}` in the command, the name and the environment's values becomes the parameter's value.
    """

    model_config = ConfigDict(extra="forbid")

    job: JobSpec
    count: int | None = Field(default=None, ge=1, le=MOST_JOBS, description="So many, alike")
    sweep: dict[str, list[Value]] = Field(
        default={}, max_length=32, description="Parameter → values; every combination is a job"
    )
    at_once: int | None = Field(default=None, ge=1, description="How many may run at once")

    @model_validator(mode="after")
    def _check(self) -> SubmitArray:
        if (self.count is None) == (not self.sweep):
            raise ValueError("give either count or sweep")
        total = self.count or 1
        for name, values in self.sweep.items():
            if not VARIABLE_NAME.fullmatch(name) or not values:
                raise ValueError(f"sweep: {name!r} needs a variable's name and at least one value")
            total *= len(values)
        if total > MOST_JOBS:
            raise ValueError(f"{total} jobs, at most {MOST_JOBS} in one array")
        return self


def submit_array(
    session: Session,
    clock: Clock,
    caller: Principal,
    request: SubmitArray,
    *,
    least_isolation: Isolation = Isolation.L0,
) -> list[Job]:
    """Queue all jobs of an array, or none. InvalidInputError names a place nothing fills."""
    array_id = new_id("arr", clock.now_ms())
    names = list(request.sweep)
    points = (
        [dict(zip(names, values, strict=True)) for values in _combine(request)]
        if names
        else [{} for _ in range(request.count or 0)]
    )
    jobs = []
    for index, point in enumerate(points):
        spec = fill_spec(request.job, {**point, "index": index})
        member = ArrayMember(array_id, index, request.at_once)
        jobs.append(
            submit_job(session, clock, caller, spec, least_isolation=least_isolation, member=member)
        )
    return jobs


def fill_spec(spec: JobSpec, point: Mapping[str, Value]) -> JobSpec:
    """The specification for one point of a sweep."""
    texts = {name: _write(value) for name, value in point.items()}
    command = (
        _fill(spec.command, texts)
        if isinstance(spec.command, str)
        else [_fill(word, texts) for word in spec.command]
    )
    environment = {name: _fill(value, texts) for name, value in spec.environment.items()}
    parameters = {name: text for name, text in texts.items() if name != "index"}
    return spec.model_copy(
        update={
            "command": command,
            "name": _fill(spec.name or spec.display_name(), texts),
            "environment": {**parameters, **environment},
            "labels": {**spec.labels, **parameters},
        }
    )


def _combine(request: SubmitArray) -> itertools.product[tuple[Value, ...]]:
    return itertools.product(*request.sweep.values())


def _fill(text: str, texts: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1] not in texts:
            raise InvalidInputError(
                f"{match[0]} is no parameter of the sweep",
                where="job.command",
                todo=f"use one of {', '.join(texts)}",
            )
        return texts[match[1]]

    return PLACE.sub(replace, text)


def _write(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
