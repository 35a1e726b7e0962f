"""What `torch.cuda.get_device_properties` says: true of the host where the host has it, and the
limits of an sm_80 device where programs use them as sizes."""

import platform
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jarip.torch.installed import processor_count
from jarip.torch.native import core
from jarip.torch.settings import read_settings, vendor_module

CUDA_VERSION = 12080
CUDA_VERSION_TEXT = "12.8"
CAPABILITY = (8, 0)
ARCHITECTURES = ("sm_80",)
CLOCK_HERTZ = 1_000_000_000


class DeviceUuid:
    """Prints as CUDA's do, without the `GPU-` in front."""

    def __init__(self, value: uuid.UUID) -> None:
        self._value = value
        self.bytes = list(value.bytes)

    def __str__(self) -> str:
        return str(self._value)

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceUuid) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True)
class DeviceProperties:
    """Names and units are those of cudaDeviceProp; sizes in bytes, clocks in kHz."""

    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int
    uuid: DeviceUuid
    pci_device_id: int
    L2_cache_size: int
    pci_bus_id: int = 0
    pci_domain_id: int = 0
    is_integrated: int = 0
    is_multi_gpu_board: int = 0
    warp_size: int = 32
    max_threads_per_block: int = 1024
    max_threads_per_multi_processor: int = 2048
    regs_per_multiprocessor: int = 65536
    shared_memory_per_block: int = 48 << 10
    shared_memory_per_block_optin: int = 163 << 10
    shared_memory_per_multiprocessor: int = 164 << 10
    clock_rate: int = CLOCK_HERTZ // 1000
    memory_clock_rate: int = 1_000_000
    memory_bus_width: int = 128
    gcnArchName: str = "sm_80"

    def __repr__(self) -> str:
        return (
            f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
            f"total_memory={self.total_memory >> 20}MB, "
            f"multi_processor_count={self.multi_processor_count}, uuid={self.uuid}, "
            f"L2_cache_size={self.L2_cache_size >> 20}MB)"
        )


def describe_device(device: int) -> Any:
    """The properties of one device of this process."""
    return DeviceProperties(
        name=f"Jarip {_twin_name()}",
        major=CAPABILITY[0],
        minor=CAPABILITY[1],
        total_memory=_total_memory(device),
        multi_processor_count=processor_count(),
        uuid=DeviceUuid(uuid.uuid5(uuid.NAMESPACE_DNS, f"{platform.node()}/{device}")),
        pci_device_id=device,
        L2_cache_size=_cache_bytes(),
    )


def _total_memory(device: int) -> int:
    """In bytes. A chip's plug-in need not tell; then it is what JARIP_DEVICE_MEMORY says, or the
    host's."""
    try:
        return int(core().memory_info(device)[1])
    except NotImplementedError:
        return read_settings().memory_bytes


def _twin_name() -> str:
    if vendor_module() is None:
        return f"CPU ({processor_name()})"
    import torch

    return f"on {torch._C._get_privateuse1_backend_name()}"


@cache
def processor_name() -> str:
    """The processor's own name for itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


@cache
def _cache_bytes() -> int:
    path = Path("/sys/devices/system/cpu/cpu0/cache/index2/size")
    try:
        text = path.read_text().strip()
    except OSError:
        return 1 << 20
    return int(text.rstrip("KM")) << (20 if text.endswith("M") else 10)
