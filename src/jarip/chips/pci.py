"""Accelerators on the PCI bus, whoever's tool is or isn't installed.

Source: Linux's sysfs-bus-pci ABI; classes from the PCI Code and ID Assignment specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ACCELERATOR_CLASSES = (0x0302, 0x0380, 0x0B40, 0x1200)
"""3D controller, other display, co-processor, processing accelerator. A class 0x0300 is as often
a picture for the monitor as a chip to compute on: only a maker's tool tells them apart."""


@dataclass(frozen=True, slots=True)
class PciDevice:
    address: str
    vendor: int
    device: int
    subsystem: int
    numa_node: int


def list_bus(root: Path = Path("/")) -> list[PciDevice]:
    """Every accelerator on the bus, by address; physical functions only. [] without a bus."""
    found = []
    for folder in sorted((root / "sys/bus/pci/devices").glob("*")):
        if _hex(folder / "class") >> 8 not in ACCELERATOR_CLASSES or (folder / "physfn").exists():
            continue
        found.append(
            PciDevice(
                folder.name.lower(),
                _hex(folder / "vendor"),
                _hex(folder / "device"),
                _hex(folder / "subsystem_device"),
                _numa(folder / "numa_node"),
            )
        )
    return found


def _hex(path: Path) -> int:
    try:
        return int(path.read_text().strip(), 16)
    except (OSError, ValueError):
        return 0


def _numa(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return -1
