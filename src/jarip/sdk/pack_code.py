"""Packing a code folder: what `.gitignore` and `.jaripignore` leave, the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pathspec import GitIgnoreSpec

from jarip.sdk.errors import CodeError

ALWAYS_IGNORED = (".git/", "__pycache__/", ".venv/", "*.pyc", ".jarip/", ".demo/")
IGNORE_FILES = (".gitignore", ".jaripignore")
MAX_BYTES = 256 * 1024 * 1024
"""Of the files before packing; larger things belong into storage, not into code."""


@dataclass(frozen=True, slots=True)
class PackedCode:
    """An archive in a temporary file."""

    file: IO[bytes]
    digest: str
    """SHA-256 of the archive."""
    files: int
    bytes: int
    """Of the files before packing."""


@contextmanager
def pack_code(folder: Path) -> Iterator[PackedCode]:
    """Pack a folder, or one file by itself. Raises CodeError.

    Times, owners and order are left out, so equal folders make equal archives and an unchanged
    one needn't be sent again.
    """
    if not folder.exists():
        raise CodeError("there is no such folder", where=str(folder))
    root = folder if folder.is_dir() else folder.parent
    paths = sorted(find_files(folder)) if folder.is_dir() else [folder]
    total = sum(path.lstat().st_size for path in paths)
    if total > MAX_BYTES:
        largest = max(paths, key=lambda path: path.lstat().st_size)
        raise CodeError(
            f"the code is {total >> 20} MiB, {MAX_BYTES >> 20} MiB are allowed; "
            f"the largest file is {largest.relative_to(root)}",
            where=str(folder),
            todo="leave data and results out with .gitignore or .jaripignore",
        )
    with tempfile.TemporaryFile() as file:
        with (
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0, filename="") as zipped,
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path in paths:
                _add(archive, path, root)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        yield PackedCode(file, digest, len(paths), total)


def find_files(folder: Path) -> Iterator[Path]:
    """Files and links below `folder` that no ignore file leaves out, as git would see them."""
    yield from _walk(folder, folder, [(folder, GitIgnoreSpec.from_lines(ALWAYS_IGNORED))])


def _walk(root: Path, folder: Path, specs: list[tuple[Path, GitIgnoreSpec]]) -> Iterator[Path]:
    lines = [
        line
        for name in IGNORE_FILES
        if (folder / name).is_file()
        for line in (folder / name).read_text(errors="replace").splitlines()
    ]
    if lines:
        specs = [*specs, (folder, GitIgnoreSpec.from_lines(lines))]
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = Path(entry.path)
            is_folder = entry.is_dir(follow_symlinks=False)
            if _is_ignored(path, specs, is_folder=is_folder):
                continue
            if is_folder:
                yield from _walk(root, path, specs)
            elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                yield path


def _is_ignored(path: Path, specs: list[tuple[Path, GitIgnoreSpec]], *, is_folder: bool) -> bool:
    """The innermost ignore file with an opinion decides."""
    for base, spec in reversed(specs):
        result = spec.check_file(f"{path.relative_to(base)}{'/' if is_folder else ''}")
        if result.include is not None:
            return bool(result.include)
    return False


def _add(archive: tarfile.TarFile, path: Path, root: Path) -> None:
    name = str(path.relative_to(root))
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        raise CodeError(
            "the link leads out of the code folder",
            where=name,
            todo="replace it by a copy, or leave it out with .jaripignore",
        )
    info = archive.gettarinfo(str(path), arcname=name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = 0
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    if info.islnk():  # a second name of a file: packed as a file of its own
        info.type, info.size = tarfile.REGTYPE, path.stat().st_size
    if info.isreg():
        with path.open("rb") as content:
            archive.addfile(info, content)
    else:
        archive.addfile(info)
