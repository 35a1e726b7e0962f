"""What the environment says about the devices: how many there are and how large."""

import os
import re
from dataclasses import dataclass

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


@dataclass(frozen=True)
class DeviceSettings:
    """Devices of this process, after CUDA_VISIBLE_DEVICES."""

    count: int
    memory_bytes: int  # of each


def read_settings() -> DeviceSettings:
    """Read JARIP_CUDA_DEVICES, CUDA_VISIBLE_DEVICES, LOCAL_WORLD_SIZE and JARIP_DEVICE_MEMORY.

    Without JARIP_CUDA_DEVICES there are as many devices as torchrun started processes here, so that
    `torch.cuda.set_device(local_rank)` works, and one otherwise. Raises SettingError.
    """
    exist = _whole_number("JARIP_CUDA_DEVICES", default=_local_processes())
    return DeviceSettings(_count_visible(exist), _device_memory())


def vendor_module() -> str | None:
    """JARIP_TORCH_TWIN: the module of a chip's PyTorch plug-in that does the work (`torch_npu`).

    None where the host does it.
    """
    return os.environ.get("JARIP_TORCH_TWIN", "").strip() or None


def parse_bytes(text: str) -> int:
    """`16GiB`, `512M`, `1073741824`: a size in bytes, units of 1024. Raises SettingError."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?\s*", text, re.IGNORECASE)
    if not found:
        raise SettingError(f"{text!r} is no size; write for example 16GiB or 512M")
    return int(float(found.group(1)) * _UNITS[found.group(2).upper()])


def _local_processes() -> int:
    return max(1, _whole_number("LOCAL_WORLD_SIZE", default=1))


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name)
    if text is None:
        return default
    if not text.strip().isdigit():
        raise SettingError(f"{name}={text!r} is no whole number")
    return int(text)


def _count_visible(exist: int) -> int:
    """Like the CUDA runtime: devices after the first one that does not exist are not seen."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return exist
    count = 0
    for name in visible.split(","):
        if not name.strip().isdigit() or int(name) >= exist:
            break
        count += 1
    return count


def _device_memory() -> int:
    text = os.environ.get("JARIP_DEVICE_MEMORY")
    if text is None:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")  # without importing psutil
    try:
        return parse_bytes(text)
    except SettingError as error:
        raise SettingError(f"JARIP_DEVICE_MEMORY: {error}") from None
