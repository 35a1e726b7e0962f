"""The loaded core: at import when it is built already, else when CUDA is first used."""

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from jarip.torch import build, installed
from jarip.torch.settings import read_settings

_core: ModuleType | None = None


def load_if_built() -> None:
    """Load the core unless that would start a compiler."""
    if _core is None and _plan().is_done:
        core()


def core() -> Any:
    """The C++ module, built first if need be. Raises what build.ensure_built raises."""
    global _core
    if _core is None:
        loaded = _load(build.ensure_built(_plan()))
        settings = read_settings()
        loaded.configure(settings.count, [settings.memory_bytes] * settings.count)
        loaded.install()
        _core = loaded
    return _core


def is_loaded() -> bool:
    return _core is not None


def _plan() -> build.Build:
    torch = installed.find_torch()
    assert torch is not None, "torch is being imported"
    return build.plan_build(torch)


def _load(library: Path) -> Any:
    loader = importlib.machinery.ExtensionFileLoader(build.MODULE, str(library))
    spec = importlib.util.spec_from_loader(build.MODULE, loader)
    assert spec is not None
    flags = sys.getdlopenflags()
    sys.setdlopenflags(flags | os.RTLD_GLOBAL)  # extensions look up jarip_torch_connect_runtime
    try:
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
    finally:
        sys.setdlopenflags(flags)
    return module
