"""Reading what a job kept: listing its files, opening one, through no link a job may have put."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Output:
    """One kept file."""

    path: str
    """Below the job's outputs."""
    size: int
    written_ms: int


def is_part(name: str, whole: str) -> bool:
    """Whether a file's path is `whole` or lies in the folder `whole`; everything lies in ""."""
    return not whole or name == whole or name.startswith(f"{whole}/")


def list_outputs(folder: Path) -> list[Output]:
    """What a job has written to its outputs so far, by path; at most `MOST_FILES`."""
    found = []
    for path in walk_files(folder):
        status = path.lstat()
        name = str(path.relative_to(folder))
        found.append(Output(name, status.st_size, int(status.st_mtime * 1000)))
        if len(found) == MOST_FILES:
            break
    return sorted(found, key=lambda output: output.path)


def open_output(folder: Path, name: str) -> int:
    """A descriptor of one kept file. FileNotFoundError for anything that is not one.

    Every part of the path is opened by itself and without following links, because the job that
    wrote the folder may have put one anywhere.
    """
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("/", "..", ".") for part in parts):
        raise FileNotFoundError(name)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        flags |= 0 if is_last else os.O_DIRECTORY
        try:
            inner = os.open(part, flags, dir_fd=descriptor)
        except OSError:
            raise FileNotFoundError(name) from None
        finally:
            os.close(descriptor)
        descriptor = inner
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(name)
    return descriptor


def walk_files(folder: Path) -> Iterator[Path]:
    """Regular files below `folder`, through no link."""
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent, name)
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
