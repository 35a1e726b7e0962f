"""Checkpoints of jobs as people choose among them, and whether a choice is there."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.engines.engine import Engine
from jarip.cloud.engines.nodes.store import StoreError
from jarip.cloud.engines.outputs_reader import Output, is_part
from jarip.cloud.errors import CloudError, NotFoundError
from jarip.cloud.jobs.resuming import find_source
from jarip.cloud.jobs.spec import JobSpec

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file or a folder directly among a job's checkpoints: what can be gone on from."""

    name: str
    files: tuple[Output, ...]

    @property
    def is_folder(self) -> bool:
        return self.files[0].path != self.name

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def written_ms(self) -> int:
        """When the last of it was written."""
        return max(file.written_ms for file in self.files)


def group_checkpoints(files: Sequence[Output]) -> list[Checkpoint]:
    """Files by their first folder, the newest checkpoint first."""
    groups: dict[str, list[Output]] = {}
    for file in files:
        groups.setdefault(file.path.partition("/")[0], []).append(file)
    found = [Checkpoint(name, tuple(group)) for name, group in groups.items()]
    return sorted(found, key=lambda each: (-each.written_ms, each.name))


class StoreUnreachableError(CloudError):
    """The object store with the checkpoints of nodes doesn't answer."""

    status = 503
    code = "store-unreachable"


def read_checkpoints(engine: Engine, job_id: str) -> list[Output]:
    """A job's checkpoints by path; StoreUnreachableError if nobody can look now."""
    try:
        return engine.list_checkpoints(job_id)
    except StoreError as error:
        log.warning("the checkpoints of %s can't be read: %s", job_id, error)
        raise StoreUnreachableError(
            "the store with the checkpoints doesn't answer",
            where=job_id,
            todo="try again in a moment; the operator sees why in the server's log",
        ) from error


def check_resume(
    session: Session, caller: Principal, loop: ControlLoop | None, spec: JobSpec
) -> None:
    """That what a job is to begin with is there. Whose it is is asked first.

    NotFoundError names the checkpoint. Without a loop nobody can look, and starting says it.
    """
    if spec.resume is None:
        return
    source, part = find_source(session, caller, spec.resume), spec.resume.checkpoint
    if loop is None:
        return
    if not any(is_part(file.path, part) for file in read_checkpoints(loop.engine, source.id)):
        raise NotFoundError(
            "the job has no such checkpoint" if part else "the job has no checkpoints",
            where=f"{source.id}/{part}".rstrip("/"),
            todo=f"list them: jarip checkpoints {source.id}",
        )
