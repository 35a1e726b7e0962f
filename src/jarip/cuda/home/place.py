"""Where homes lie: below the cache, with `current` pointing to the one used last."""

from __future__ import annotations

from pathlib import Path

from jarip.cuda.cache_directory import cache_directory


def homes_directory() -> Path:
    """The directory of all homes; it may not exist yet."""
    return cache_directory() / "cuda-home"


def current_home() -> Path:
    """The stable path of the home in use: a link, which may not exist yet."""
    return homes_directory() / "current"
