"""Where compiled things are kept: `$JARIP_CACHE_DIR`, else `$XDG_CACHE_HOME/jarip`, else
`~/.cache/jarip`. The runtime (C++) follows the same rule; see `runtime/include/jarip/abi.h`.
"""

from __future__ import annotations

import os
from pathlib import Path


def cache_directory() -> Path:
    """The cache's root, an absolute path; it may not exist yet."""
    if own := os.environ.get("JARIP_CACHE_DIR"):
        return Path(own).absolute()
    if shared := os.environ.get("XDG_CACHE_HOME"):
        return Path(shared).absolute() / "jarip"
    return Path.home() / ".cache" / "jarip"
