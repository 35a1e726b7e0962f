"""Tensors of the device sent to another process: the storage moves into shared memory once, and
from then on both processes work on the same bytes, as with CUDA's IPC handles."""

from types import ModuleType
from typing import Any

from jarip.torch.native import core


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch.multiprocessing.reductions` is loaded."""
    original = module.reduce_tensor

    def reduce_tensor(tensor: Any) -> Any:
        if tensor.device.type != "cuda" or not _has_plain_storage(tensor):
            return original(tensor)
        if tensor.requires_grad and not tensor.is_leaf:
            return original(tensor)  # raises: only leaves can be sent
        metadata = (tensor.size(), tensor.stride(), tensor.storage_offset(), tensor.requires_grad)
        arguments = (type(tensor), _share(tensor), tensor.device.index, tensor.dtype, *metadata)
        return rebuild_tensor, arguments

    module.reduce_tensor = reduce_tensor  # type: ignore[attr-defined]


def rebuild_tensor(
    cls: Any,
    shared: Any,
    device: int,
    dtype: Any,
    size: Any,
    stride: Any,
    offset: int,
    requires_grad: bool,
) -> Any:
    """In the receiving process: the tensor over the shared bytes."""
    import torch

    torch.cuda._lazy_init()
    whole = core().device_view(torch.empty(0, dtype=torch.uint8).set_(shared), device)
    tensor = torch.empty(0, dtype=dtype, device=whole.device)
    tensor.set_(whole.untyped_storage(), offset, size, stride)
    if cls is torch.nn.Parameter:
        return torch.nn.Parameter(tensor, requires_grad=requires_grad)
    tensor.requires_grad = requires_grad
    return tensor


def _has_plain_storage(tensor: Any) -> bool:
    import torch

    return tensor.layout == torch.strided and not tensor.is_nested


def _share(tensor: Any) -> Any:
    """The tensor's storage as shared host memory, moved there when it is not yet."""
    import torch

    whole = torch.empty(0, dtype=torch.uint8, device=tensor.device).set_(tensor.untyped_storage())
    host = core().host_view(whole)
    if not host.is_shared():
        shared = torch.empty(0, dtype=torch.uint8).set_(
            torch.UntypedStorage._new_shared(host.numel())
        )
        shared.copy_(host)
        core().adopt_storage(whole, shared)
        host = shared
    return host.untyped_storage()
