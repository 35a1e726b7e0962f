"""Memory: statistics, limits, caching, and memory pools."""

import itertools
import warnings
from typing import Any

from jarip.torch.native import core

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
        "_cuda_record_memory_history_legacy": _record_history,
        "_cuda_isHistoryEnabled": lambda: False,
        "_cuda_attach_out_of_memory_observer": lambda observer: None,
        "_cuda_attachOutOfMemoryObserver": lambda observer: None,
        "_cuda_setMemoryMetadata": _set_metadata,
        "_cuda_getMemoryMetadata": lambda: _metadata,
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
    settings = {"PYTORCH_CUDA_ALLOC_CONF": "", "max_split_size": -1, "expandable_segments": False}
    return {
        "segments": core().memory_segments(),
        "device_traces": [[] for _ in range(core().device_count())],
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


def _record_history(enabled: object = None, *_: object, **__: object) -> None:
    if enabled:
        warnings.warn(
            "jarip: allocations are counted but their history is not recorded; snapshots show the "
            "blocks that are alive",
            stacklevel=3,
        )


_metadata = ""


def _set_metadata(text: str) -> None:
    global _metadata
    _metadata = text
