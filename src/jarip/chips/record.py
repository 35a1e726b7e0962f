"""The one record every maker's module fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PROCESSOR = "cpu"
"""The kind of every processor."""


class Health(StrEnum):
    """What the maker's tool says of the chip; only `OK` and `DEGRADED` chips get work."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Speed:
    """What the chip did in our own short benchmark, never a data sheet's number."""

    gflops_f32: float
    """Matrix multiplication in single precision, 10⁹ operations a second, all cores."""
    gflops_f64: float
    """The same in double precision."""
    bandwidth_gbs: float
    """Memory traffic (bytes read plus bytes written) of a large copy, 10⁹ bytes a second."""
    gflops_f16: float | None = None
    """The same in half precision; None where it isn't measured."""
    launch_us: float | None = None
    """From asking for a tiny piece of work to its end, microseconds."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a chip reaches another one of its node."""

    peer: int
    """The other chip's index."""
    kind: str
    """As the maker's tool writes it: `NV18`, `HCCS`, `PIX`, `SYS`."""


class PartHold(StrEnum):
    """What holds a job to its part of a chip."""

    KERNEL = "the kernel"
    """It shares out the processor's time, and keeps memories apart."""
    AFFINITY = "whole processors, if the job leaves its affinity alone"
    """The kernel keeps memories apart, but this machine's lets nobody share out time."""
    SOFTWARE = "the maker's software, if the job leaves its variables alone"
    AGREEMENT = "agreement alone"
    """A job that takes more than its part is not stopped."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator, or a processor acting as one."""

    kind: str
    """Short name of the model, as plans price it: `cpu`, `nvidia-h100`, `ascend-910b3`."""
    index: int
    """Number among the chips of this maker on this machine, from 0."""
    maker: str
    model: str
    memory_bytes: int
    """Memory that a job on this chip may use; 0 where the tool doesn't say."""
    cores: int
    """Cores a job may really use: within affinity and quota. 0 for an accelerator."""
    vector_bits: int
    """Width of the widest vector register. 0 for an accelerator."""
    driver_version: str
    runtime_version: str
    health: Health
    speed: Speed | None = None
    """None until measured."""
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    """Variables that a job on this chip needs besides `visible`."""
    visible: dict[str, str] = field(default_factory=dict, hash=False)
    """The variable that makes a job see this chip; of several chips the values are joined."""
    part: dict[str, str] = field(default_factory=dict, hash=False)
    """Variables that hold a job to a part of this chip; `{percent}` of its time, `{mebibytes}` of
    its memory and `{cores}` of its cores are put in."""
    device_nodes: tuple[str, ...] = ()
    """Files below /dev that a job on this chip needs."""
    uuid: str = ""
    pci_bus: str = ""
    """Domain, bus, device and function: `0000:0e:00.0`."""
    numa_node: int | None = None
    memory_used_bytes: int | None = None
    temperature_c: float | None = None
    power_w: float | None = None
    use_percent: float | None = None
    links: tuple[Link, ...] = ()
    note: str = ""
    """What is the matter with it, for people; or ""."""
    held_by: PartHold | None = None
    """What holds a job to a part of it on its machine, where that was looked at."""
    node: str = ""
    """The node's name in a pool of several; "" on its own machine."""

    @property
    def part_hold(self) -> PartHold:
        """What holds a job to a part of this chip."""
        if self.held_by is not None:
            return PartHold(self.held_by)
        if self.kind == PROCESSOR:
            return PartHold.KERNEL
        return PartHold.SOFTWARE if self.part else PartHold.AGREEMENT

    @property
    def id(self) -> str:
        """Its name, such as `cpu:0`; in a pool of several nodes `node/cpu:0`."""
        name = f"{self.kind}:{self.index}"
        return f"{self.node}/{name}" if self.node else name
