"""The processor's record, read from trees shaped like /proc and /sys."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jarip.chips import Health, cpu, detect, detect_chips, select_environment
from jarip.chips.cgroup import read_memory_limit, read_processor_quota
from jarip.chips.record import Speed
from jarip.chips.speed_cache import load_or_measure

CPUINFO = """\
processor\t: 0
vendor_id\t: AuthenticAMD
model name\t: AMD  EPYC 9654  96-Core Processor
flags\t\t: fpu sse2 avx avx2

processor\t: 1
vendor_id\t: AuthenticAMD
"""


def make_tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_reads_the_model_and_widest_vector_register(tmp_path: Path) -> None:
    root = make_tree(
        tmp_path,
        {"proc/cpuinfo": CPUINFO, "proc/meminfo": "MemTotal:  2048 kB\nMemFree: 1 kB\n"},
    )

    (chip,) = cpu.detect(root, measure=False)

    assert chip.id == "cpu:0"
    assert (chip.maker, chip.model) == ("AMD", "AMD EPYC 9654 96-Core Processor")
    assert chip.vector_bits == 256
    assert chip.memory_bytes == 2048 * 1024
    assert chip.health is Health.OK
    assert chip.speed is None


def test_a_processor_can_be_made_several_chips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    root = make_tree(tmp_path, {"proc/meminfo": "MemTotal:  2048 kB\n"})
    monkeypatch.setenv("JARIP_CPU_CHIPS", "2")

    chips = cpu.detect(root, measure=False)

    assert [(chip.id, chip.cores, chip.memory_bytes) for chip in chips] == [
        ("cpu:0", 2, 1024 * 1024),
        ("cpu:1", 2, 1024 * 1024),
    ]
    assert select_environment(chips) == {"OMP_NUM_THREADS": "2", "JARIP_CUDA_DEVICES": "2"}
    monkeypatch.setenv("JARIP_CPU_CHIPS", "none")
    with pytest.raises(ValueError, match="JARIP_CPU_CHIPS"):
        cpu.detect(root, measure=False)


def test_hardware_threads_of_one_core_count_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    topology = "sys/devices/system/cpu/cpu{}/topology/{}"
    root = make_tree(
        tmp_path,
        {topology.format(n, "core_id"): str(n // 2) for n in range(4)}
        | {topology.format(n, "physical_package_id"): "0" for n in range(4)},
    )

    assert cpu.count_usable_cores(root) == 2


def test_a_quota_lowers_the_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    root = make_tree(
        tmp_path,
        {"proc/self/cgroup": "0::/job\n", "sys/fs/cgroup/job/cpu.max": "350000 100000\n"},
    )

    assert read_processor_quota(root) == 3.5
    assert cpu.count_usable_cores(root) == 3


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "1000"}, 1000),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/memory.max": "1000",
                "sys/fs/cgroup/a/b/memory.max": "900",
            },
            900,
        ),
        ({"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max"}, None),
        (
            {
                "proc/self/cgroup": "4:memory:/box\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
                "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "4096",
            },
            4096,
        ),
        ({}, None),
    ],
)
def test_the_smallest_memory_limit_above_us_counts(
    tmp_path: Path, files: dict[str, str], limit: int | None
) -> None:
    assert read_memory_limit(make_tree(tmp_path, files)) == limit


def test_speed_is_measured_once_and_then_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JARIP_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(
        os, "getloadavg", lambda: (0.0, 0.0, 0.0)
    )  # figures of a busy one don't last
    (first,) = detect_chips()
    monkeypatch.setattr(cpu, "measure_speed", lambda cores: pytest.fail("measured again"))

    (second,) = detect_chips()

    assert first.speed is not None
    # Of the right unit, however much else the machine does: not FLOP/s, nor bytes, nor seconds.
    assert 0.001 < first.speed.gflops_f32 < 1e6
    assert 0.001 < first.speed.gflops_f64 < 1e6
    assert 0.001 < first.speed.bandwidth_gbs < 1e5
    assert first.speed.launch_us is not None
    assert 1e-3 < first.speed.launch_us < 1e8
    assert second == first


def test_a_figure_from_a_busy_machine_is_measured_again_and_the_better_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JARIP_CACHE_DIR", str(tmp_path))
    processors = os.cpu_count() or 1

    def measure(load: float, speed: Speed) -> Speed:
        monkeypatch.setattr(os, "getloadavg", lambda: (load * processors, 0, 0))
        return load_or_measure("cpu", "this", lambda: speed)

    assert measure(4.0, Speed(10, 5, 3)) == Speed(10, 5, 3)
    assert measure(3.9, Speed(99, 99, 99)) == Speed(10, 5, 3)
    assert measure(0.1, Speed(100, 50, 2, launch_us=9.0)) == Speed(100, 50, 3, launch_us=9.0)
    assert measure(0.0, Speed(999, 999, 999)) == Speed(100, 50, 3, launch_us=9.0)


def test_a_broken_probe_does_not_hide_the_other_chips(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(measure: bool) -> list[object]:
        raise OSError("the tool hangs")

    monkeypatch.setattr(detect, "PROBES", {"broken": fail, **detect.PROBES})

    assert [chip.id for chip in detect_chips(measure=False)] == ["cpu:0"]
