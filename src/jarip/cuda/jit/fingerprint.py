"""What identifies this compiler in the cache: objects of another one are never run."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Final

_CUDA: Final = Path(__file__).resolve().parents[1]
_PARTS: Final = ("ir", "analysis", "passes", "intrinsics", "targets", "jit")
_ABI: Final = _CUDA / "runtime" / "include" / "jarip" / "abi.h"


def fingerprint() -> str:
    """A hash of the compiler's own sources, the ABI it emits against, and its LLVM: 16 digits."""
    digest = hashlib.sha256(version("llvmlite").encode())
    sources = [path for part in _PARTS for path in sorted((_CUDA / part).rglob("*.py"))]
    for path in (*sources, _ABI):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
