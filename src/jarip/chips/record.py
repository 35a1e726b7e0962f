"""The one record every maker's module fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Health(StrEnum):
    """What the maker's tool says of the chip; only `OK` chips get work."""

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


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator, or a processor acting as one."""

    kind: str
    """Short name of the family, as plans price it: `cpu`, ..."""
    index: int
    """Number among the chips of this kind on this machine, from 0."""
    maker: str
    model: str
    memory_bytes: int
    """Memory that a job on this chip may use."""
    cores: int
    """Cores a job may really use: within affinity and quota."""
    vector_bits: int
    """Width of the widest vector register."""
    driver_version: str
    runtime_version: str
    health: Health
    speed: Speed | None = None
    """None until measured."""
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    """Variables that make a job see this chip and no other."""

    @property
    def id(self) -> str:
        """Its name on its node, such as `cpu:0`."""
        return f"{self.kind}:{self.index}"
