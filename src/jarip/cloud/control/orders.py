"""From a job and its attempt to the order that an engine carries out."""

from __future__ import annotations

import shlex
import site
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from jarip.cloud.control.toolkit import JARIP, SOURCE_ROOT
from jarip.cloud.engines.engine import Command, Order, Source
from jarip.cloud.engines.environment import environment_key
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.jobs.code_store import CodeStore
from jarip.cloud.jobs.disk import disk_limit
from jarip.cloud.jobs.secrets import open_secret
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import read_spec
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cuda.cache_directory import cache_directory
from jarip.cuda.home import current_home

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
BUILD_FOLDER = ".jarip"
"""Below the working directory: where a compiled `.cu` command is put."""


@dataclass(frozen=True, slots=True)
class OrderMaker:
    """Turns attempts into orders."""

    code: CodeStore
    """Where uploaded code lies."""
    caches: Path
    """Where isolated jobs keep compiled kernels: a folder an organization."""
    environments: Path
    """Where Python environments are kept: a folder an organization."""
    installation_secret: bytes
    """What projects' secrets are sealed with."""

    def make_order(
        self, session: Session, job: Job, attempt: Attempt, lease_ms: int | None
    ) -> Order:
        """The order. NotFoundError if a secret is gone that was there at submission."""
        spec = read_spec(job)
        packages = self.environments / job.organization_id / environment_key(spec.requirements)
        secrets = {
            variable: open_secret(session, self.installation_secret, job.project_id, name)
            for variable, name in spec.secrets.items()
        }
        archive = self.code.path(job.project_id, job.code_digest) if job.code_digest else None
        return Order(
            attempt_id=attempt.id,
            job_id=job.id,
            commands=(*_make_environment_command(spec, packages), *make_commands(spec)),
            environment=_make_environment(spec, job, attempt, packages)
            | {"JARIP_CACHE_DIR": str(_cache_of(job, self.caches))},
            chips=tuple(attempt.chip_ids),
            percent=attempt.chip_percent,
            part_memory_bytes=attempt.part_memory_bytes,
            code_archive=archive,
            timeout_ms=spec.timeout,
            grace_ms=spec.grace,
            isolation=Isolation(job.isolation),
            secrets=secrets,
            outputs=tuple(spec.outputs),
            cache=_cache_of(job, self.caches),
            toolkit=current_home().parent,
            disk_bytes=disk_limit(session, job.organization_id, attempt.created_ms, spec.disk),
            resume=Source(spec.resume.job, spec.resume.checkpoint) if spec.resume else None,
            lease_ms=lease_ms,
        )


def make_commands(spec: JobSpec) -> tuple[Command, ...]:
    """The programs to run: the job's own, after building what it needs."""
    words = shlex.split(spec.command) if isinstance(spec.command, str) else list(spec.command)
    if not words[0].endswith(".cu"):
        return (Command("run", _as_argv(spec.command)),)
    program = f"{BUILD_FOLDER}/{PurePosixPath(words[0]).stem}"
    build = f"mkdir -p {BUILD_FOLDER} && exec " + shlex.join([*JARIP, "nvcc", "-O3"])
    build += f" {shlex.quote(words[0])} -o {shlex.quote(program)}"
    run: tuple[str, ...] = (f"./{program}", *words[1:])
    if isinstance(spec.command, str):
        rest = spec.command.strip()[len(words[0]) :]
        run = ("/bin/sh", "-c", f"exec {shlex.quote('./' + program)}{rest}")
    return Command("compile", ("/bin/sh", "-c", build)), Command("run", run)


def _cache_of(job: Job, caches: Path) -> Path:
    """Who may not see another's files may not hand them compiled kernels either."""
    return cache_directory() if job.isolation == Isolation.L0 else caches / job.organization_id


def _as_argv(command: str | list[str]) -> tuple[str, ...]:
    return ("/bin/sh", "-c", command) if isinstance(command, str) else tuple(command)


def _make_environment_command(spec: JobSpec, packages: Path) -> tuple[Command, ...]:
    """Nothing, unless packages are asked for; next to nothing when they are there."""
    if not spec.requirements:
        return ()
    program = (sys.executable, "-m", "jarip.cloud.engines.environment", str(packages))
    return (Command("packages", (*program, *spec.requirements)),)


def _make_environment(spec: JobSpec, job: Job, attempt: Attempt, packages: Path) -> dict[str, str]:
    """What every job gets, then what its submitter set; the engine adds its own last."""
    home = str(current_home())
    python = packages / "bin" if spec.requirements else Path(sys.executable).parent
    environment = {
        "PATH": f"{home}/bin:{python}:{SYSTEM_PATH}",
        "CUDA_HOME": home,
        "CUDA_PATH": home,
        "JARIP_JOB_NAME": job.name,
        "JARIP_ATTEMPT": str(attempt.number),
    }
    if spec.resume is not None:
        environment["JARIP_RESUMED_FROM"] = spec.resume.job
    if job.array_index is not None:
        environment |= {"JARIP_ARRAY_ID": job.array_id, "JARIP_ARRAY_INDEX": str(job.array_index)}
    if str(SOURCE_ROOT) not in site.getsitepackages():
        environment["PYTHONPATH"] = str(SOURCE_ROOT)
    return environment | spec.environment
