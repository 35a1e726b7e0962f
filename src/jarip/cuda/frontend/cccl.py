"""NVIDIA's open C++ libraries for CUDA (CCCL: libcu++, CUB, Thrust), where they are installed.

They are Apache-2.0 with the LLVM exception, come as headers in the Python package `cuda-cccl`, and
are used as they are: `pip install 'jarip[cccl]'`. Two of their headers are stood in for, in
include/jarip/cccl, which therefore comes first among the include paths.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Final

LIBRARIES: Final = ("cub", "cuda", "nv", "thrust")
IN_FRONT: Final = Path("jarip") / "cccl"


def find_cccl() -> Path | None:
    """The directory of CCCL's headers, None if the package isn't installed."""
    try:
        spec = importlib.util.find_spec("cuda.cccl")
    except ModuleNotFoundError:
        return None
    for location in spec.submodule_search_locations or () if spec else ():
        headers = Path(location) / "headers" / "include"
        if (headers / "cuda" / "std").is_dir():
            return headers
    return None
