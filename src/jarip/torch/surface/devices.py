"""Devices: how many, which one is current, what they are."""

import os
from typing import Any

from jarip.torch.native import core, device_count, read_settings_again
from jarip.torch.surface import properties

_forked_after_start = False
_started = False


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {
        "_cuda_init": _init,
        "_cuda_isInBadFork": lambda: _forked_after_start,
        "_cuda_getDeviceCount": _count,
        "_cuda_getDevice": lambda: core().current_device(),
        "_cuda_setDevice": _set_device,
        "_cuda_exchangeDevice": lambda device: core().exchange_device(device),
        "_cuda_maybeExchangeDevice": lambda device: core().exchange_device(device),
        "_cuda_synchronize": lambda: core().synchronize(-1),
        "_cuda_hasPrimaryContext": lambda device: _started,
        "_cuda_canDeviceAccessPeer": lambda device, peer: device != peer,
        "_cuda_getCompiledVersion": lambda: properties.CUDA_VERSION,
        "_cuda_getArchFlags": lambda: " ".join(properties.ARCHITECTURES),
        "_cuda_sleep": _sleep,
        "_cuda_busy_wait_for_flag": lambda: None,
        "_cuda_clear_flag": lambda: None,
        "_cuda_set_sync_debug_mode": lambda mode: core().set_sync_debug_mode(mode),
        "_cuda_get_sync_debug_mode": lambda: core().sync_debug_mode(),
        "_CudaDeviceProperties": properties.DeviceProperties,
    }


def _count() -> int:
    if not _started:
        read_settings_again()
    return device_count()


def _init() -> None:
    """The first use of CUDA in a program, from `torch.cuda._lazy_init`."""
    global _started
    import torch

    count = _count()
    if count == 0:
        raise RuntimeError("No CUDA GPUs are available")
    known = [properties.describe_device(device) for device in range(count)]
    torch.cuda.default_generators = tuple(
        core().default_generator(device) for device in range(count)
    )
    torch.cuda._get_device_properties = known.__getitem__  # type: ignore[attr-defined]
    if not _started:
        os.register_at_fork(after_in_child=_note_fork)
        core().start()
    _started = True


def _set_device(device: int) -> None:
    import torch

    torch.cuda._lazy_init()  # in a forked child it is refused
    core().set_device(device)


def _note_fork() -> None:
    global _forked_after_start
    _forked_after_start = True


def _sleep(cycles: int) -> None:
    """`torch.cuda._sleep`: keeps the stream busy; what comes on it afterwards waits."""
    core().keep_busy(int(cycles * 1e9 / properties.CLOCK_HERTZ))
