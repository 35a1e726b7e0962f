"""The format of a backup: a tar archive whose last member says what the others are."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from jarip.cloud.errors import InvalidInputError

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables"
FILES = "files"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A member of the archive and what it has to be."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive is. `revision` is the schema's; `created_ms` when the snapshot was taken."""

    format: int
    version: str
    revision: str
    created_ms: int
    entries: tuple[Entry, ...]


class ArchiveWriter:
    """Writes members one by one and the manifest at last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w:gz", compresslevel=1)  # noqa: SIM115
        self._entries: list[Entry] = []

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add `size` bytes of a file. What a file grew by meanwhile is left out."""
        counting = _CountingReader(file, size)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, counting)
        self._entries.append(Entry(name, size, counting.digest.hexdigest()))

    def finish(self, version: str, revision: str, created_ms: int) -> Manifest:
        """Write the manifest. Without it an archive is refused."""
        manifest = Manifest(FORMAT, version, revision, created_ms, tuple(self._entries))
        text = json.dumps(asdict(manifest)).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))
        self._tar.close()
        return manifest


class _CountingReader:
    """Reads at most `size` bytes of a file and sums them; zeros for what was cut off meanwhile."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, wanted: int = CHUNK) -> bytes:
        take = min(wanted, self._left)
        data = self._file.read(take)
        data += b"\0" * (take - len(data))
        self._left -= take
        self.digest.update(data)
        return data


def verify_archive(path: Path) -> Manifest:
    """Read a whole archive and check every byte against its manifest.

    InvalidInputError says what is wrong: not an archive, cut short, changed, or of another format.
    """
    found: dict[str, Entry] = {}
    manifest: Manifest | None = None
    try:
        _read_to_the_end(path)
        for info, file in iterate_members(path):
            if info.name == MANIFEST:
                manifest = _parse(path, file.read())
            else:
                found[info.name] = _measure(info.name, file)
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as error:
        raise _broken(path, f"is not a whole backup: {error}") from error
    if manifest is None:
        raise _broken(path, "is not a whole backup: it has no manifest at its end")
    for entry in manifest.entries:
        if found.pop(entry.path, None) != entry:
            raise _broken(path, f"was changed or damaged: {entry.path} is not what was written")
    if found:
        raise _broken(path, f"has members that nobody wrote: {sorted(found)[0]}")
    return manifest


def iterate_members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Each member with its content, in order. Only plain files with safe names are let through."""
    with tarfile.open(path, mode="r|gz") as tar:
        for info in tar:
            parts = PurePosixPath(info.name).parts
            if not info.isfile() or info.name.startswith("/") or ".." in parts:
                raise _broken(path, f"has a member that is not a plain file: {info.name}")
            file = tar.extractfile(info)
            assert file is not None
            yield info, file


def _read_to_the_end(path: Path) -> None:
    """The compressed stream has a checksum of its own, behind all that tar looks at."""
    with gzip.open(path) as stream:
        while stream.read(CHUNK):
            pass


def _measure(name: str, file: IO[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Entry(name, size, digest.hexdigest())


def _parse(path: Path, text: bytes) -> Manifest:
    values = json.loads(text)
    if values.get("format") != FORMAT:
        raise InvalidInputError(
            f"is a backup of format {values.get('format')}, this Jarip reads {FORMAT}",
            where=str(path),
            todo="restore it with the version of Jarip that wrote it, or a newer one",
        )
    values["entries"] = tuple(Entry(**each) for each in values["entries"])
    return Manifest(**values)


def _broken(path: Path, what: str) -> InvalidInputError:
    return InvalidInputError(what, where=str(path), todo="take another backup")
