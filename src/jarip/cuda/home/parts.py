"""Compiled parts of CUDA homes, kept by what they were compiled from.

A home is made anew whenever any of our sources change; its compiled parts only when theirs do.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from jarip.cuda.home.place import homes_directory


def kept_part(name: str, sources: Iterable[Path], build: Callable[[Path], object]) -> Path:
    """The directory of a part; `build` fills a new one if none is kept for these sources.

    `sources` are files, and directories whose files all count. Callers hold the lock of
    `ensure.py`.
    """
    place = homes_directory() / "parts" / f"{name}-{_hash(sources)}"
    if place.exists():
        return place
    staging = place.with_name(f"{place.name}.{os.getpid()}.part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    build(staging)
    staging.rename(place)
    return place


def _hash(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(source.parent)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:24]
