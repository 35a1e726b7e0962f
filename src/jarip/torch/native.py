"""The loaded core: at import when it is built already, else when CUDA is first used."""

import atexit
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from jarip.torch import build, installed
from jarip.torch.settings import read_settings, vendor_module

_core: ModuleType | None = None


def load_if_built() -> None:
    """Load the core unless that would start a compiler, or import a plug-in before torch."""
    if _core is None and vendor_module() is None and _plan().is_done:
        core()


def core() -> Any:
    """The C++ module, built first if need be.

    Raises what build.ensure_built raises, and ImportError for a plug-in that isn't there.
    """
    global _core
    if _core is None:
        if vendor := vendor_module():
            importlib.import_module(vendor)
        loaded = _load(build.ensure_built(_plan()))
        _configure(loaded)
        loaded.install()
        atexit.register(loaded.finish_autograd_threads)
        _core = loaded
    return _core


def device_count() -> int:
    """How many devices there are; none yet for a chip's plug-in that asks while it is imported."""
    return 0 if _plugin_is_being_imported() else int(core().device_count())


def read_settings_again() -> None:
    """Before CUDA's first use: a program may set CUDA_VISIBLE_DEVICES after it imported torch."""
    if vendor_module() is None:
        _configure(core())


def _plugin_is_being_imported() -> bool:
    """By us, by torch (which imports installed plug-ins) or by the program."""
    module = sys.modules.get(vendor_module() or "")
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _configure(loaded: Any) -> None:
    settings = read_settings()
    count = loaded.vendor_device_count() if vendor_module() else settings.count
    loaded.configure(count, [settings.memory_bytes] * count)


def is_loaded() -> bool:
    return _core is not None


def _plan() -> build.Build:
    torch = installed.find_torch()
    assert torch is not None, "torch is being imported"
    return build.plan_build(torch, on_vendor=vendor_module() is not None)


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
