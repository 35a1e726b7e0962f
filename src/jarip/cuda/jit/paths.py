"""Where compiled things are kept (jarip/abi.h says the same to the runtime)."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """$JARIP_CACHE_DIR, else $XDG_CACHE_HOME/jarip, else ~/.cache/jarip."""
    own = os.environ.get("JARIP_CACHE_DIR")
    if own:
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME")
    return Path(shared) / "jarip" if shared else Path.home() / ".cache" / "jarip"


def images() -> Path:
    """The directory of device images, by hash."""
    return cache() / "images"
