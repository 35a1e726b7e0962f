"""Completes `torch.storage`: making and resizing storages of the device."""

from types import ModuleType
from typing import Any

from jarip.torch.native import core


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch.storage` is loaded."""
    storage: Any = module.UntypedStorage
    _teach_construction(storage)
    _teach_resize(storage)
    _teach_sharing(storage)


def _teach_construction(storage: Any) -> None:
    make = storage.__new__

    def __new__(cls: Any, *args: Any, device: Any = None, **kwargs: Any) -> Any:
        import torch

        if device is None or torch.device(device).type != "cuda" or cls is not storage:
            given = {} if device is None else {"device": device}
            return make(cls, *args, **given, **kwargs)
        content = args[0] if args else kwargs.get("size", 0)
        if isinstance(content, int):
            whole = torch.empty(content, dtype=torch.uint8, device=device)
        else:
            whole = torch.tensor(list(content), dtype=torch.uint8, device=device)
        return whole.untyped_storage()

    storage.__new__ = __new__


def _teach_resize(storage: Any) -> None:
    original = storage.resize_

    def resize_(self: Any, size: int) -> Any:
        if self.device.type != "cuda":
            return original(self, size)
        import torch

        if size < 0:
            raise ValueError(f"UntypedStorage.resize_: the size must not be negative, got {size}")
        whole = torch.empty(0, dtype=torch.uint8, device=self.device).set_(self)
        core().resize_storage(whole, size)
        return self

    storage.resize_ = resize_


def _teach_sharing(storage: Any) -> None:
    def share(self: Any, *args: Any) -> Any:
        if self.device.type != "cuda":
            raise RuntimeError("_share_cuda_: only available on CUDA")
        raise NotImplementedError(
            "jarip: storages of the device have no IPC handle; send the tensor itself, through "
            "torch.multiprocessing, and both processes work on the same bytes."
        )

    storage._share_cuda_ = share
