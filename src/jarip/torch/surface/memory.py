"""Memory: statistics, limits, caching, and memory pools."""

import itertools
import sys
from typing import Any

from jarip.torch.native import core

_CONTEXTS = (None, "state", "alloc", "all")  # in the order of the core's Context
_HOST_STATISTICS = (
    "allocations",
    "allocated_bytes",
    "active_requests",
    "active_bytes",
    "segments",
    "reserved_bytes",
)


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {
        "_cuda_memoryStats": lambda device: core().memory_stats(device),
        "_cuda_resetPeakMemoryStats": lambda device: core().reset_peak_memory(device),
        "_cuda_resetAccumulatedMemoryStats": lambda device: core().reset_accumulated_memory(device),
        "_cuda_emptyCache": lambda: core().empty_cache(),
        "_cuda_memorySnapshot": _snapshot,
        "_cuda_setMemoryFraction": _set_fraction,
        "_cuda_getMemoryFraction": lambda device: core().memory_fraction(device),
        "_cuda_cudaCachingAllocator_raw_alloc": _raw_allocate,
        "_cuda_cudaCachingAllocator_raw_delete": lambda pointer: core().raw_free(pointer),
        "_cuda_cudaCachingAllocator_is_enabled": lambda: True,
        "_cuda_cudaCachingAllocator_enable": lambda enabled: None,
        "_cuda_cudaCachingAllocator_set_allocator_settings": lambda text: None,
        "_cuda_getAllocatorBackend": lambda: "native",
        "_cuda_getAllocator": AllocatorHandle,
        "_cuda_CUDAAllocator": AllocatorHandle,
        "_cuda_CUDAAllocator_AllocatorState": AllocatorHandle,
        "_cuda_ipc_collect": lambda: None,
        "_cuda_lock_mutex": lambda: None,
        "_cuda_unlock_mutex": lambda: None,
        "_cuda_hostMemoryStats": _host_statistics,
        "_cuda_resetPeakHostMemoryStats": lambda: None,
        "_cuda_resetAccumulatedHostMemoryStats": lambda: None,
        "_host_emptyCache": lambda: None,
        "_cuda_record_memory_history": _record_history,
        "_cuda_record_memory_history_legacy": _record_history_legacy,
        "_cuda_isHistoryEnabled": lambda: core().is_memory_history_on(),
        "_cuda_attach_out_of_memory_observer": _observe_out_of_memory,
        "_cuda_attachOutOfMemoryObserver": _observe_out_of_memory,
        "_cuda_setMemoryMetadata": lambda text: core().set_memory_metadata(text),
        "_cuda_getMemoryMetadata": lambda: core().memory_metadata(),
        "_MemPool": MemoryPool,
        "_cuda_beginAllocateToPool": lambda *args: None,
        "_cuda_beginAllocateCurrentThreadToPool": lambda *args: None,
        "_cuda_beginAllocateCurrentStreamToPool": lambda *args: None,
        "_cuda_endAllocateToPool": lambda *args: None,
        "_cuda_endAllocateCurrentStreamToPool": lambda *args: None,
        "_cuda_releasePool": lambda *args: None,
        "_cuda_checkPoolLiveAllocations": lambda *args: True,
        "_cuda_getPoolUseCount": lambda *args: 1,
    }


class AllocatorHandle:
    """Stands for an allocator in calls that pass one on; there is only the native one."""


class MemoryPool:
    """A named pool. All pools of a device share its memory: there is nothing to keep apart."""

    _numbers = itertools.count(1)

    def __init__(
        self,
        allocator: object = None,
        is_user_created: bool = True,
        use_on_oom: bool = False,
        no_split: bool = False,
    ) -> None:
        self._allocator = allocator
        self._id = (0, next(self._numbers))
        self.device = core().current_device()

    @property
    def id(self) -> tuple[int, int]:
        return self._id

    @property
    def allocator(self) -> object:
        return self._allocator

    def use_count(self) -> int:
        return 1


def _snapshot(*_: object) -> dict[str, Any]:
    segments = core().memory_segments()
    alive = [b for s in segments for b in s["blocks"] if b["state"] == "active_allocated"]
    frames = core().frames_of_blocks([block["address"] for block in alive])
    for block, found in zip(alive, frames, strict=True):
        block["frames"] = found
    settings = {"PYTORCH_CUDA_ALLOC_CONF": "", "max_split_size": -1, "expandable_segments": False}
    return {
        "segments": segments,
        "device_traces": core().memory_traces(),
        "allocator_settings": settings,
        "external_annotations": [],
    }


def _set_fraction(fraction: float, device: int) -> None:
    if not 0 <= fraction <= 1:
        raise ValueError(f"invalid fraction: {fraction}. It must be between 0 and 1")
    core().set_memory_fraction(fraction, device)


def _raw_allocate(size: int, stream: int) -> int:
    pointer: int = core().raw_allocate(size, core().current_device())
    return pointer


def _host_statistics() -> dict[str, Any]:
    nothing = {"current": 0, "peak": 0, "allocated": 0, "freed": 0}
    durations = {"total": 0, "max": 0, "min": 0, "count": 0}
    counts: dict[str, Any] = {name: dict(nothing) for name in _HOST_STATISTICS}
    return counts | {
        "num_host_alloc": 0,
        "num_host_free": 0,
        "host_alloc_time": durations,
        "host_free_time": dict(durations),
    }


def _record_history(
    enabled: str | None = "all",
    context: str | None = "all",
    stacks: str = "all",
    max_entries: int = sys.maxsize,
    clear_history: bool = False,
    compile_context: bool = False,
    global_record_annotations: bool = False,
    skip_actions: object = (),
) -> None:
    if enabled not in (None, "state", "all"):
        raise RuntimeError(f"expected enabled to be None, 'state' or 'all', not {enabled!r}")
    if context not in _CONTEXTS:
        raise RuntimeError(f"expected context to be one of {_CONTEXTS}, not {context!r}")
    if clear_history:
        core().clear_memory_history()
    if enabled is None:
        core().stop_memory_history()
        return
    core().start_memory_history(
        enabled == "all", _CONTEXTS.index(context), stacks == "all", max_entries
    )


def _record_history_legacy(
    enabled: bool,
    record_context: bool = True,
    max_entries: int = 1,
    trace_alloc_record_context: bool = False,
    record_context_cpp: bool = False,
    *_: object,
) -> None:
    context = "alloc" if record_context or trace_alloc_record_context else None
    stacks = "all" if record_context_cpp else "python"
    _record_history("all" if enabled else None, context, stacks, max_entries)


def _observe_out_of_memory(observer: Any) -> None:
    """`observer(device, bytes asked for, bytes reserved, bytes free)` when memory runs out."""
    core().observe_out_of_memory(observer)
