"""Copying a job's kept files between a node and the store: checkpoints, outputs, metrics.

Contents lie under their digest, and a manifest of each member names them, written last: whoever
restores gets files that were there together, or the ones before.

Each member keeps all the files that it restored, also those that only another one goes on writing.
So a file has a generation: one more than anything that was there when its writer began. The newest
generation is restored, and no clock is asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
import time
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from jarip.cloud.engines.nodes.store import ObjectStore, read_chunks
from jarip.cloud.engines.outputs_reader import Output, is_part, walk_files

MOST_FILES = 100_000


class FolderSync:
    """One folder of one job, as one member keeps it."""

    def __init__(self, store: ObjectStore, job_id: str, area: str, member: str) -> None:
        self._store = store
        self._prefix = f"jobs/{job_id}/{area}"
        self._manifest = f"{self._prefix}/manifests/{member}.json"
        self._seen: dict[str, tuple[int, int, str]] = {}
        """Path → (size, time written in ns, digest) as last sent."""
        self._copies: dict[tuple[str, str], _Entry] = {}
        """(path, digest) → what was restored rather than written here."""
        self._generation = 0
        """Of what is written here; 0 until the store was asked."""
        self._pushing = threading.Lock()

    def push(self, folder: Path) -> bool:
        """Send what is new. True if the manifest changed. A file that is being written is left
        for the next time.

        Once this returns, the store has all that was there when it was called, even if somebody
        else was sending some of it: whoever says that a job has ended relies on that.
        """
        with self._pushing:
            return self._push(folder)

    def _push(self, folder: Path) -> bool:
        before = {name: digest for name, (_, _, digest) in self._seen.items()}
        current: dict[str, tuple[int, int, str]] = {}
        for path in walk_files(folder):
            if len(current) == MOST_FILES:
                break
            name = path.relative_to(folder).as_posix()
            entry = self._send(path, self._seen.get(name))
            if entry is not None:
                current[name] = entry
            elif name in self._seen:
                current[name] = self._seen[name]
        is_new = {name: digest for name, (_, _, digest) in current.items()} != before
        if is_new:
            self._write_manifest(current)
        self._seen = current  # not before: what failed is tried again
        return is_new

    def pull(self, folder: Path) -> int:
        """Bring what all members' manifests name; the number of files."""
        wanted = self._find()
        for name, entry in wanted.items():
            self._get(name, entry, folder)
        self._copies = {(name, entry.digest): entry for name, entry in wanted.items()}
        return len(wanted)

    def list_files(self) -> list[Output]:
        """What `pull` would bring, by path."""
        return [
            Output(name, entry.size, entry.written_ms)
            for name, entry in sorted(self._find().items())
        ]

    def pull_part(self, folder: Path, part: str) -> int:
        """Bring one file, the files of a folder, or all for ""; the number of files. They are as
        new here: nothing of this job's knows them."""
        wanted = {name: entry for name, entry in self._find().items() if is_part(name, part)}
        for name, entry in wanted.items():
            self._get(name, entry, folder)
            if entry.written_ms:
                os.utime(folder / _safe(name), ns=(entry.written_ms * 1_000_000,) * 2)
        return len(wanted)

    def pull_file(self, folder: Path, name: str) -> None:
        """Bring one file. FileNotFoundError if there is none of this name."""
        entry = self._find().get(name)
        if entry is None:
            raise FileNotFoundError(name)
        self._get(name, entry, folder)

    def _get(self, name: str, entry: _Entry, folder: Path) -> None:
        target = folder / _safe(name)
        if not (target.is_file() and _digest(target) == entry.digest):
            self._store.get(f"{self._prefix}/blobs/{entry.digest}", target)

    def _find(self) -> dict[str, _Entry]:
        """Path → what is newest of it. The newest generation wins, and of one generation the
        later member."""
        wanted: dict[str, _Entry] = {}
        for name, entry in self._read_manifests():
            if name not in wanted or entry.generation >= wanted[name].generation:
                wanted[name] = entry
        return wanted

    def _read_manifests(self) -> list[tuple[str, _Entry]]:
        """What all members name, in their order; from now on, what is written here is newer."""
        found = [
            each
            for manifest in self._store.list(f"{self._prefix}/manifests")
            for each in self._read_manifest(manifest).items()
        ]
        self._generation = max((entry.generation for _, entry in found), default=0) + 1
        return found

    def _send(self, path: Path, known: tuple[int, int, str] | None) -> tuple[int, int, str] | None:
        try:
            before = path.lstat()
            if known is not None and known[:2] == (before.st_size, before.st_mtime_ns):
                return known
            digest = _digest(path)
            blob = f"{self._prefix}/blobs/{digest}"
            if not self._store.exists(blob):
                self._store.put(blob, path)
            after = path.lstat()
        except FileNotFoundError:
            return None
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            return None
        return after.st_size, after.st_mtime_ns, digest

    def _write_manifest(self, current: dict[str, tuple[int, int, str]]) -> None:
        if not self._generation:
            # Of an agent that was started anew: what it restored before is named by somebody.
            found = self._read_manifests()
            self._copies = {(name, entry.digest): entry for name, entry in found}
        files = {
            name: self._copies.get((name, digest))
            or _Entry(digest, self._generation, size, written_ns // 1_000_000)
            for name, (size, written_ns, digest) in current.items()
        }
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"written_ms": int(time.time() * 1000), "files": files}, file)
            file.flush()
            self._store.put(self._manifest, Path(file.name))

    def _read_manifest(self, name: str) -> dict[str, _Entry]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "manifest"
            self._store.get(name, path)
            files = json.loads(path.read_text())["files"]
        # Manifests once named digests alone, then had no sizes: they are older than any that do.
        return {
            path: _Entry(entry, 0) if isinstance(entry, str) else _Entry(*entry)
            for path, entry in files.items()
        }


class _Entry(NamedTuple):
    """A file as a manifest names it."""

    digest: str
    generation: int
    size: int = 0
    written_ms: int = 0


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} leads out of the folder")
    return path


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in read_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()
