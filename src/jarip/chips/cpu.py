"""This machine's processor as a chip, `cpu:0`, or as several.

Source: Linux's /proc/cpuinfo, /proc/meminfo and /sys/devices/system/cpu/*/topology.
"""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

from jarip.chips.cgroup import read_memory_limit, read_processor_quota
from jarip.chips.cpu_speed import measure_speed
from jarip.chips.record import Chip, Health
from jarip.chips.speed_cache import load_or_measure

VECTOR_BITS = {"avx512f": 512, "avx2": 256, "avx": 256, "asimd": 128, "sse2": 128}
"""Processor flag → register width, widest first. (SVE's width is not among the flags.)"""

MAKERS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD", "HygonGenuine": "Hygon"}


def detect(root: Path = Path("/"), *, measure: bool = True) -> list[Chip]:
    """The processor, as far as this process may use it. `root` is another tree in tests.

    `measure=False` leaves `speed` None and takes a millisecond. JARIP_CPU_CHIPS=2 makes two chips
    of it, each with half of its cores and memory, so that jobs of several chips can be tried.

    Raises ValueError when JARIP_CPU_CHIPS is no number of chips.
    """
    facts = _read_cpuinfo(root)
    model = facts.get("model name") or facts.get("cpu model") or platform.machine()
    count = _read_chip_count()
    cores = max(1, count_usable_cores(root) // count)
    memory = _usable_memory(root) // count
    identity = f"{model}|{cores}|{facts.get('flags', '')}|{platform.release()}"
    return [
        Chip(
            kind="cpu",
            index=index,
            maker=MAKERS.get(facts.get("vendor_id", ""), facts.get("vendor_id", "unknown")),
            model=" ".join(model.split()),
            memory_bytes=memory,
            cores=cores,
            vector_bits=_vector_bits(facts),
            driver_version=f"{platform.system()} {platform.release()}",
            runtime_version=_llvm_version(),
            health=Health.OK,
            speed=load_or_measure("cpu", identity, lambda: measure_speed(cores))
            if measure
            else None,
            environment={"OMP_NUM_THREADS": str(cores)},
            part={"OMP_NUM_THREADS": "{cores}", "JARIP_THREADS": "{cores}"},
        )
        for index in range(count)
    ]


def _read_chip_count() -> int:
    text = os.environ.get("JARIP_CPU_CHIPS", "1")
    if not text.isdigit() or int(text) < 1:
        raise ValueError(f"JARIP_CPU_CHIPS={text!r} is no number of chips; 2 makes two of this CPU")
    return int(text)


def count_usable_cores(root: Path = Path("/")) -> int:
    """Physical cores in our affinity mask, at most the control group's quota, at least 1.

    Two hardware threads of one core count once.
    """
    allowed = os.sched_getaffinity(0)
    topology = root / "sys/devices/system/cpu"
    physical = {
        (
            _read_text(topology / f"cpu{cpu}/topology/physical_package_id"),
            _read_text(topology / f"cpu{cpu}/topology/core_id") or f"cpu{cpu}",
        )
        for cpu in allowed
    }
    quota = read_processor_quota(root)
    cores = len(physical)
    return max(1, min(cores, int(quota)) if quota is not None else cores)


def _usable_memory(root: Path) -> int:
    total = 0
    for line in _read_text(root / "proc/meminfo").splitlines():
        if line.startswith("MemTotal:"):
            total = int(line.split()[1]) * 1024
    limit = read_memory_limit(root)
    return min(total, limit) if limit is not None else total


def _read_cpuinfo(root: Path) -> dict[str, str]:
    """The first processor's facts."""
    facts: dict[str, str] = {}
    for line in _read_text(root / "proc/cpuinfo").splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            if facts:
                break
            continue
        facts[key.strip()] = value.strip()
    return facts


def _vector_bits(facts: dict[str, str]) -> int:
    flags = set(facts.get("flags", facts.get("Features", "")).split())
    return next((bits for flag, bits in VECTOR_BITS.items() if flag in flags), 64)


def _llvm_version() -> str:
    try:
        return f"llvmlite {metadata.version('llvmlite')}"
    except metadata.PackageNotFoundError:
        return "none"


def _read_text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
