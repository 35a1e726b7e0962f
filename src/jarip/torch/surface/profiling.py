"""Makes `torch.profiler` offer `ProfilerActivity.CUDA`: `core/kineto.cpp` fills it in."""

from collections.abc import Callable
from types import ModuleType
from typing import Any


def install(extension: ModuleType) -> None:
    """`torch._C._autograd` only exists once `torch.autograd` has asked for it."""
    originate: Callable[[], bool] = extension._autograd_init

    def autograd_init() -> bool:
        done = originate()
        _offer_cuda(extension._autograd)
        return done

    extension._autograd_init = autograd_init  # type: ignore[attr-defined]


def _offer_cuda(autograd: Any) -> None:
    supported: Callable[[], set[Any]] = autograd._supported_activities

    def supported_activities() -> set[Any]:
        from torch._C._profiler import ProfilerActivity

        from jarip.torch.native import core

        core()  # whoever asks is about to profile
        return supported() | {ProfilerActivity.CUDA}

    autograd._supported_activities = supported_activities
