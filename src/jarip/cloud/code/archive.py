"""Reading an uploaded `.tar.gz` as a list of members that are safe to write.

The threat is an archive made by hand: paths that leave the folder, links that lead out of it,
devices, and little files that unpack to terabytes. Nothing is trusted but the bytes counted.
"""

from __future__ import annotations

import gzip
import io
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What one archive may at most be."""

    packed_bytes: int = 256 * 1024 * 1024
    unpacked_bytes: int = 1024 * 1024 * 1024
    members: int = 50_000
    path_bytes: int = 1024


class ArchiveError(ValueError):
    """The archive breaks a rule; the text names the member and the rule."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry that is safe to write below an empty folder."""

    path: str
    """Relative, normalised, with no symbolic link among its parents."""
    kind: str
    """`file`, `folder` or `link`."""
    executable: bool
    target: str
    """Of a link: relative, and inside the archive. Else ""."""
    chunks: Iterator[bytes] | None
    """A file's content, to be read before the next member is asked for. Else None."""


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    members: int
    unpacked_bytes: int


def check_archive(path: Path, limits: ArchiveLimits | None = None) -> ArchiveSummary:
    """Read the whole archive as if to unpack it. Raises ArchiveError."""
    members = unpacked = 0
    for member in read_members(path, limits or ArchiveLimits()):
        members += 1
        unpacked += sum(len(chunk) for chunk in member.chunks or ())
    return ArchiveSummary(members, unpacked)


def read_members(path: Path, limits: ArchiveLimits) -> Iterator[Member]:
    """The members in their order. Raises ArchiveError at the first that breaks a rule."""
    if path.stat().st_size > limits.packed_bytes:
        raise ArchiveError(f"the archive is larger than {limits.packed_bytes} bytes")
    seen: dict[str, str] = {}
    try:
        with (
            gzip.open(path, "rb") as unzipped,
            tarfile.open(fileobj=_count(unzipped, limits.unpacked_bytes), mode="r|") as archive,
        ):
            for entry in archive:
                if len(seen) >= limits.members:
                    raise ArchiveError(f"more than {limits.members} members")
                member = _accept(entry, archive, seen, limits)
                if member is not None:
                    yield member
    except tarfile.TarError as error:
        raise ArchiveError(f"not a readable .tar.gz: {error}") from error


def _accept(
    entry: tarfile.TarInfo,
    archive: tarfile.TarFile,
    seen: dict[str, str],
    limits: ArchiveLimits,
) -> Member | None:
    """The entry as a member, or None for the archive's own root folder."""
    name = posixpath.normpath(entry.name)
    if name == "." and entry.isdir():
        return None
    _check_path(name, entry.name, seen, limits)
    kind = "folder" if entry.isdir() else "link" if entry.issym() else "file"
    if kind == "file" and (not entry.isreg() or entry.issparse()):
        raise ArchiveError(f"{entry.name!r} is neither a file, a folder nor a symbolic link")
    if seen.get(name, kind) != kind or (name in seen and kind != "folder"):
        raise ArchiveError(f"{entry.name!r} is in the archive twice")
    target = _checked_target(name, entry) if kind == "link" else ""
    seen[name] = kind
    return Member(
        path=name,
        kind=kind,
        executable=bool(entry.mode & 0o100),
        target=target,
        chunks=_read_chunks(archive, entry) if kind == "file" else None,
    )


def _read_chunks(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    content = archive.extractfile(entry)
    try:
        while content is not None and (chunk := content.read(CHUNK_BYTES)):
            yield chunk
    except tarfile.TarError as error:
        raise ArchiveError(f"{entry.name!r} is cut off: {error}") from error


def _check_path(name: str, given: str, seen: dict[str, str], limits: ArchiveLimits) -> None:
    if name.startswith(("/", "../")) or name in ("..", ".") or "\0" in name or "\\" in name:
        raise ArchiveError(f"{given!r} leads out of the folder or has a forbidden character")
    if len(name.encode(errors="surrogateescape")) > limits.path_bytes:
        raise ArchiveError(f"a path is longer than {limits.path_bytes} bytes: {given[:80]!r}...")
    parent = posixpath.dirname(name)
    while parent:
        if seen.setdefault(parent, "folder") != "folder":
            raise ArchiveError(f"{given!r} lies below {parent!r}, which is not a folder")
        parent = posixpath.dirname(parent)


def _checked_target(name: str, entry: tarfile.TarInfo) -> str:
    """Where the link leads, normalised: an empty part (`a//b`) confuses what resolves it later.

    A link may climb (`..`) only at its start, where every parent is surely a real folder.
    Climbing after having gone through another link could lead anywhere.
    """
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), entry.linkname))
    leads_out = entry.linkname.startswith("/") or target == ".." or target.startswith("../")
    descended = False
    for part in entry.linkname.split("/"):
        leads_out |= part == ".." and descended
        descended |= part not in ("", ".", "..")
    if leads_out or not entry.linkname:
        raise ArchiveError(f"the link {entry.name!r} leads out of the folder: {entry.linkname!r}")
    return posixpath.normpath(entry.linkname)


def _count(source: gzip.GzipFile, limit: int) -> IO[bytes]:
    return cast(IO[bytes], _CountedReader(source, limit))


class _CountedReader(io.RawIOBase):
    """Passes reads through until more came out than is allowed: the guard against bombs."""

    def __init__(self, source: gzip.GzipFile, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._left = limit

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._source.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArchiveError(f"not a readable .tar.gz: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise ArchiveError(f"the archive unpacks to more than {self._limit} bytes")
        return chunk
