"""Finding the home made from today's sources, and having it built if there is none."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jarip.cuda.frontend.cccl import find_cccl
from jarip.cuda.home.place import current_home, homes_directory

PACKAGE: Final = Path(__file__).resolve().parents[1]  # `jarip.cuda`
_NOT_SOURCES: Final = (".pyc", ".tsv", ".md")
_COMPLETE: Final = "etc/complete"

Progress = Callable[[str], None]


def ensure_home(progress: Progress = lambda step: None) -> Path:
    """The home for these sources, built first if need be; returns `current_home()`.

    Any number of processes may call this at once: one builds, the others wait. `progress` is told
    each step of a build, which takes seconds.
    """
    homes = homes_directory()
    stamp = homes / "stamps" / _stat_signature()
    link = current_home()
    if stamp.is_symlink() and (stamp / _COMPLETE).exists() and _same_target(link, stamp):
        return link
    homes.mkdir(parents=True, exist_ok=True)
    with _locked(homes / "lock"):
        home = homes / _content_key()
        if not (home / _COMPLETE).exists():
            _build(home, progress)
        _point(stamp, home)
        _point(link, home)
    return link


def forget_homes() -> None:
    """Make the next `ensure_home` build anew. Programs keep running on the home they use now."""
    homes = homes_directory()
    shutil.rmtree(homes / "stamps", ignore_errors=True)
    for complete in homes.glob(f"*/{_COMPLETE}"):
        complete.unlink(missing_ok=True)


def _build(home: Path, progress: Progress) -> None:
    from jarip.cuda.home.build import build_home

    staging = home.with_name(f"{home.name}.{os.getpid()}.part")
    shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    build_home(staging, final=home, progress=progress)
    (staging / _COMPLETE).touch()
    staging.rename(home)


def _sources() -> Iterator[os.DirEntry[str]]:
    """Every source file of `jarip.cuda`; all of them make the home or are named in it."""
    waiting = [str(PACKAGE)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                elif not entry.name.endswith(_NOT_SOURCES):
                    yield entry


def _stat_signature() -> str:
    """A cheap sign that no source changed since a home was found for them."""
    digest = hashlib.sha256(f"{PACKAGE}\0{sys.executable}\0{find_cccl()}".encode())
    for entry in _sources():
        facts = entry.stat()
        digest.update(f"{entry.path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def _content_key() -> str:
    digest = hashlib.sha256(f"{PACKAGE}\0{sys.executable}\0{find_cccl()}".encode())
    for entry in _sources():
        digest.update(entry.path.encode() + b"\0")
        digest.update(hashlib.sha256(Path(entry.path).read_bytes()).digest())
    return digest.hexdigest()[:24]


def _same_target(link: Path, other: Path) -> bool:
    return link.is_symlink() and link.readlink() == other.readlink()


def _point(link: Path, target: Path) -> None:
    """Make `link` point to `target`, for readers at every moment to one home or the other."""
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f"{link.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
