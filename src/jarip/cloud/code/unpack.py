"""Writing a checked archive into an empty folder."""

from __future__ import annotations

import os
from pathlib import Path

from jarip.cloud.code.archive import ArchiveError, ArchiveLimits, Member, read_members


def unpack_archive(archive: Path, folder: Path, limits: ArchiveLimits | None = None) -> None:
    """Write the archive's members below `folder`, which has to be empty.

    Files get mode 0600 or 0700: neither owner nor special bits are taken over. Links are made
    last, so nothing is ever written through one. Raises ArchiveError and OSError.
    """
    if any(folder.iterdir()):
        raise ArchiveError(f"{folder} is not empty")
    links: list[Member] = []
    for member in read_members(archive, limits or ArchiveLimits()):
        path = folder / member.path
        if member.kind == "link":
            links.append(member)
        elif member.kind == "folder":
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_file(path, member)
    for link in links:
        path = folder / link.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(link.target)


def _write_file(path: Path, member: Member) -> None:
    mode = 0o700 if member.executable else 0o600
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(member.chunks or ())
