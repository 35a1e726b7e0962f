"""What this device does not have. Each name raises an error that says so and what to do instead."""

from collections.abc import Callable
from typing import Any, NoReturn

# Name in torch._C, what a program called, what to do instead.
MISSING = {
    "_nccl_init_rank": ("torch.cuda.nccl.init_rank", "use torch.distributed"),
    "_cuda_changeCurrentAllocator": (
        "torch.cuda.memory.change_current_allocator",
        "JARIP_DEVICE_MEMORY bounds the memory of the native allocator",
    ),
    "_cuda_customAllocator": (
        "torch.cuda.memory.CUDAPluggableAllocator",
        "use the native allocator",
    ),
    "_cuda_allocationTraceback": (
        "torch.cuda.memory allocation tracebacks",
        "torch.cuda.memory._snapshot shows the blocks that are alive",
    ),
    "_gds_register_buffer": ("torch.cuda.gds", "read the file on the host and copy"),
    "_gds_deregister_buffer": ("torch.cuda.gds", "read the file on the host and copy"),
    "_gds_register_handle": ("torch.cuda.gds", "read the file on the host and copy"),
    "_gds_deregister_handle": ("torch.cuda.gds", "read the file on the host and copy"),
    "_gds_load_storage": ("torch.cuda.gds", "read the file on the host and copy"),
    "_gds_save_storage": ("torch.cuda.gds", "write the file from the host"),
}


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {name: _raiser(*texts) for name, texts in MISSING.items()}


def _raiser(called: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise NotImplementedError(f"jarip: {called} is not available on this device; {instead}")

    return refuse
