"""Keeping uploaded code: received to a temporary file, checked, then named by its digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.code.archive import ArchiveError, ArchiveLimits, ArchiveSummary, check_archive
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.tables import CodeUpload


@dataclass(frozen=True, slots=True)
class ReceivedCode:
    """An archive that arrived whole and keeps the rules; it lies at a temporary path."""

    path: Path
    digest: str
    packed_bytes: int
    summary: ArchiveSummary


class CodeStore:
    """The folder of archives, one folder a project."""

    def __init__(self, folder: Path, limits: ArchiveLimits | None = None) -> None:
        self.folder = folder
        self.limits = limits or ArchiveLimits()

    def path(self, project_id: str, digest: str) -> Path:
        return self.folder / project_id / f"{digest}.tar.gz"

    async def receive(self, chunks: AsyncIterable[bytes]) -> ReceivedCode:
        """Write and check an upload. InvalidInputError says which rule it breaks."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
            path = Path(file.name)
            try:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > self.limits.packed_bytes:
                        raise ArchiveError(f"is larger than {self.limits.packed_bytes} bytes")
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                summary = check_archive(path, self.limits)
            except ArchiveError as error:
                path.unlink()
                raise InvalidInputError(
                    str(error),
                    where="code",
                    todo="leave such files out with .gitignore or .jaripignore",
                ) from error
            except BaseException:
                path.unlink()
                raise
        return ReceivedCode(path, digest.hexdigest(), size, summary)

    def keep(
        self, session: Session, clock: Clock, project_id: str, received: ReceivedCode
    ) -> CodeUpload:
        """Move a received archive to its place and record it; the same code again is one record."""
        target = self.path(project_id, received.digest)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        received.path.replace(target)
        known = find_upload(session, project_id, received.digest)
        if known is not None:
            return known
        now_ms = clock.now_ms()
        upload = CodeUpload(
            id=new_id("code", now_ms),
            project_id=project_id,
            digest=received.digest,
            packed_bytes=received.packed_bytes,
            unpacked_bytes=received.summary.unpacked_bytes,
            members=received.summary.members,
            created_ms=now_ms,
        )
        session.add(upload)
        session.flush()
        return upload


def find_upload(session: Session, project_id: str, digest: str) -> CodeUpload | None:
    """The project's upload with this digest."""
    return session.scalar(
        select(CodeUpload).where(CodeUpload.project_id == project_id, CodeUpload.digest == digest)
    )
