"""The plug-in of a chip for tests, as a vendor's: importing it registers the device `testchip`."""

import sys
from pathlib import Path

import torch
from torch.utils import cpp_extension

_extension = cpp_extension.load(
    "testchip_extension",
    [str(Path(__file__).with_name("chip.cpp"))],
    extra_cflags=["-O0", "-w", "-std=c++20"],
)
torch.utils.rename_privateuse1_backend("testchip")
torch._register_device_module("testchip", sys.modules[__name__])

take_journal = _extension.take_journal
current_device = _extension.current_device


def is_available() -> bool:
    return True


def device_count() -> int:
    return 2


def _is_in_bad_fork() -> bool:
    return False


def manual_seed_all(seed: int) -> None:
    """Part of what PyTorch asks of a device's module; the face has generators of its own."""
