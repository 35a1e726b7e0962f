"""`torch._C._cudart`, which `torch.cuda.cudart()` returns: a few functions of the CUDA runtime."""

import ctypes
from enum import IntEnum
from types import ModuleType
from typing import Any

from jarip.torch.native import core

_MESSAGES = {
    0: "no error",
    1: "invalid argument",
    2: "out of memory",
    34: "invalid device ordinal",
    101: "invalid device ordinal",
    400: "invalid resource handle",
    600: "device not ready",
    712: "part or all of the requested memory range is already mapped",
    713: "pointer does not correspond to a registered memory region",
}


class CudaError(IntEnum):
    """Codes as in cudaError_t."""

    success = 0
    invalid_value = 1
    memory_allocation = 2
    host_memory_already_registered = 712
    host_memory_not_registered = 713

    def __call__(self) -> "CudaError":
        return self


class OutputMode(IntEnum):
    """Formats of the profiler's output, as in cudaOutputMode_t."""

    KeyValuePair = 0
    CSV = 1


def make_module() -> Any:
    """The module; its functions return codes, as the C interface does."""
    module: Any = ModuleType("torch._C._cudart")
    module.cudaError = CudaError
    module.cudaOutputMode = OutputMode
    module.cudaGetErrorString = lambda code: _MESSAGES.get(int(code), f"unknown error {int(code)}")
    module.cudaMemGetInfo = lambda device: core().memory_info(device)
    module.cudaDeviceSynchronize = lambda: _done(core().synchronize(-1))
    for name in ("cudaProfilerStart", "cudaProfilerStop"):
        setattr(module, name, lambda: CudaError.success)
    module.cudaStreamCreate = _create_stream
    module.cudaStreamDestroy = lambda handle: CudaError.success
    module.cudaHostRegister = _register_host_memory
    module.cudaHostUnregister = _unregister_host_memory
    return module


def _create_stream(pointer: int) -> CudaError:
    """Writes the handle of a new stream, which torch.cuda.ExternalStream takes, to `pointer`."""
    if pointer == 0:
        return CudaError.invalid_value
    stream, device, _ = core().new_stream(core().current_device(), 0)
    ctypes.c_void_p.from_address(pointer).value = core().stream_handle(stream, device)
    return CudaError.success


def _register_host_memory(pointer: int, size: int, flags: int = 0) -> CudaError:
    """From now on tensors over these bytes say `is_pinned()`."""
    if pointer == 0 or size == 0:
        return CudaError.invalid_value
    new = core().register_host_memory(pointer, size)
    return CudaError.success if new else CudaError.host_memory_already_registered


def _unregister_host_memory(pointer: int) -> CudaError:
    known = core().unregister_host_memory(pointer)
    return CudaError.success if known else CudaError.host_memory_not_registered


def _done(_: object) -> CudaError:
    return CudaError.success
