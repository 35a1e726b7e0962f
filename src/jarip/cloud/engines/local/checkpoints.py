"""A job's first checkpoints, where it goes on from another job's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from jarip.cloud.engines.engine import PrepareError, Source
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.outputs_reader import is_part, open_output, walk_files


def seed_checkpoints(layout: Layout, job_id: str, source: Source) -> None:
    """Copy what the job is to begin with, once: a later attempt has newer ones of its own.

    A copy that a dying server left half made is made anew. PrepareError if there is nothing.
    """
    if layout.resumed(job_id).exists():
        return
    folder, target = layout.checkpoints(source.job_id), layout.checkpoints(job_id)
    names = [
        name
        for path in walk_files(folder)
        if is_part(name := path.relative_to(folder).as_posix(), source.checkpoint)
    ]
    if not names:
        raise PrepareError(missing_checkpoint(source), "no-checkpoint")
    for name in names:
        _copy(folder, name, target / name)
    layout.resumed(job_id).touch()


def missing_checkpoint(source: Source) -> str:
    """The sentence that says so."""
    what = f"the checkpoint {source.checkpoint}" if source.checkpoint else "checkpoints"
    return f"{source.job_id} doesn't have {what} any more"


def _copy(folder: Path, name: str, target: Path) -> None:
    """A copy, not a link: a program may write into its checkpoints. It keeps the time at which
    it was written, by which programs find the newest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(open_output(folder, name), "rb") as file, target.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        status = os.fstat(file.fileno())
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
