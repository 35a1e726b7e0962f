"""`torch._C._cudart`, which `torch.cuda.cudart()` returns: a few functions of the CUDA runtime."""

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
}


class CudaError(IntEnum):
    """Codes as in cudaError_t."""

    success = 0
    invalid_value = 1
    memory_allocation = 2

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
    for name in ("cudaHostRegister", "cudaHostUnregister", "cudaStreamCreate", "cudaStreamDestroy"):
        setattr(module, name, lambda *args: CudaError.success)
    return module


def _done(_: object) -> CudaError:
    return CudaError.success
