"""What a CUDA build of PyTorch has in `torch._C` and a CPU build lacks.

Owns: the functions and types that `torch.cuda` is made from, as tables, one module a concern. Does
not own: what they do on the device (`core/`), nor changes to PyTorch's Python code (`patches/`).
Read first: `apply`; it runs right after `torch._C` is loaded and before `torch.cuda` looks at it.
"""

import sys
from types import ModuleType
from typing import Any

from jarip.torch import native
from jarip.torch.surface import (
    communication,
    devices,
    graphs,
    jiterator,
    libraries,
    memory,
    missing,
    nccl,
    nvtx,
    profiling,
    runtime_api,
    streams,
    triggers,
)

_PARTS = (devices, memory, libraries, communication, jiterator, missing)


def apply(extension: ModuleType) -> None:
    """Complete `torch._C`; called by the finder."""
    native.load_if_built()
    names: dict[str, Any] = {}
    for part in _PARTS:
        names.update(part.names())
    names.update(streams.names(extension))
    names.update(graphs.names())
    for name, value in names.items():
        setattr(extension, name, value)
    for submodule in (runtime_api.make_module(), nvtx.make_module()):
        setattr(extension, submodule.__name__.rpartition(".")[2], submodule)
        sys.modules[submodule.__name__] = submodule
    extension._has_cuda = True  # type: ignore[attr-defined]
    nccl.install(extension)
    profiling.install(extension)
    if not native.is_loaded():
        triggers.install(extension)
