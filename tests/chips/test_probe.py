"""Tools that are missing, hang, babble or crash, and what becomes of the chips behind them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from jarip.chips import Chip, Health, detect, detect_chips, select_environment
from jarip.chips.makers import MAKERS, amd, ascend, nvidia
from jarip.chips.pci import PciDevice, list_bus
from jarip.chips.probe import probe_maker
from jarip.chips.tool import ToolError, ToolMissingError, run_tool

RECORDINGS = Path(__file__).parent / "recordings"
ON_BUS = PciDevice("0000:c1:00.0", 0x19E5, 0xD802, 0, 1)


def make_tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_tool_answers(tools: Path) -> None:
    make_tool(tools, "good-smi", "echo fine; echo noise >&2")
    assert run_tool(["good-smi"]) == "fine\n"


def test_a_tool_finds_the_libraries_beside_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bin", "lib", "lib64"):
        (tmp_path / name).mkdir()
    make_tool(tmp_path / "bin", "vendor-smi", "echo $LD_LIBRARY_PATH")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/own")

    assert run_tool(["vendor-smi"]) == f"/own:{tmp_path}/lib64:{tmp_path}/lib\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("sleep 60", "did not answer in time"),
        ("exec >&-; sleep 60", "did not end in time"),
        ("exit 9", "ended with code 9"),
        ("kill -SEGV $$", "ended with code -11"),
        ("yes garbage", "wrote more than"),
    ],
)
def test_a_bad_tool_is_a_named_error_and_is_gone(tools: Path, script: str, words: str) -> None:
    make_tool(tools, "bad-smi", f"echo $$ > {tools}/pid; {script}")

    with pytest.raises(ToolError, match=words):
        run_tool(["bad-smi"], timeout_s=0.4, most_bytes=100_000)

    pid = (tools / "pid").read_text().strip()
    assert subprocess.run(["kill", "-0", pid], capture_output=True).returncode != 0


def test_a_missing_tool_is_no_chips_unless_the_bus_has_them() -> None:
    def missing(argv: Sequence[str]) -> str:
        raise ToolMissingError(f"{argv[0]} is not installed")

    assert probe_maker(ascend.MAKER, [], run=missing) == []

    (chip,) = probe_maker(ascend.MAKER, [ON_BUS], run=missing)

    assert (chip.id, chip.health, chip.pci_bus) == ("ascend:0", Health.UNKNOWN, "0000:c1:00.0")
    assert chip.note == "npu-smi is not installed: install Huawei's driver"


@pytest.mark.parametrize("output", ["garbage", "| 0 | 0000:C1:00.0 | 1 |\n" * 3])
def test_a_babbling_tool_leaves_chips_of_unknown_health_or_none(output: str) -> None:
    chips = probe_maker(ascend.MAKER, [ON_BUS], run=lambda argv: output)
    assert all(chip.health is Health.UNKNOWN for chip in chips)


def test_an_older_tool_is_asked_where_the_newer_is_missing() -> None:
    def run(argv: Sequence[str]) -> str:
        if argv[0] == "amd-smi":
            raise ToolMissingError("amd-smi is not installed")
        return (RECORDINGS / "amd_rocm.cards").read_text()

    assert [chip.kind for chip in probe_maker(amd.MAKER, [], run=run)] == [
        "amd-mi250x-mcm-oam-ac-mba"
    ]


def test_a_failing_second_query_costs_only_what_it_tells() -> None:
    def run(argv: Sequence[str]) -> str:
        if "topo" in argv:
            raise ToolError("it crashed")
        return (RECORDINGS / "nvidia.report").read_text()

    chips = probe_maker(nvidia.MAKER, [], run=run)

    assert [chip.links for chip in chips] == [(), ()]


def test_device_nodes_are_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    for name in ("nvidia0", "nvidiactl"):
        (tmp_path / "dev" / name).touch()

    first, second = probe_maker(
        nvidia.MAKER,
        [],
        run=lambda argv: (RECORDINGS / "nvidia.report").read_text(),
        root=tmp_path,
    )

    assert first.device_nodes == ("/dev/nvidia0", "/dev/nvidiactl")
    assert second.device_nodes == ("/dev/nvidiactl",)


def test_the_bus_lists_accelerators_but_no_virtual_functions(tmp_path: Path) -> None:
    for address, kind in (("0000:01:00.0", 0x120000), ("0000:02:00.0", 0x020000)):
        folder = tmp_path / "sys/bus/pci/devices" / address
        folder.mkdir(parents=True)
        (folder / "class").write_text(f"{kind:#x}\n")
        (folder / "vendor").write_text("0x1eff\n")
    virtual = tmp_path / "sys/bus/pci/devices/0000:01:00.1"
    (virtual / "physfn").mkdir(parents=True)
    (virtual / "class").write_text("0x120000\n")

    assert [(each.address, each.vendor) for each in list_bus(tmp_path)] == [
        ("0000:01:00.0", 0x1EFF)
    ]


def test_a_hanging_tool_does_not_hide_the_processor(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tool(tools, "npu-smi", "sleep 60")
    make_tool(tools, "mx-smi", f"cat {RECORDINGS}/metax.table")
    monkeypatch.setattr("jarip.chips.tool.TIMEOUT_S", 0.4)
    monkeypatch.setattr(detect, "probe_maker", _impatient)

    assert [chip.id for chip in detect_chips(measure=False)] == [
        "cpu:0",
        "metax-c500:0",
        "metax-c500:1",
    ]


def _impatient(maker: object, bus: object) -> list[Chip]:
    return probe_maker(maker, [], run=lambda argv: run_tool(argv, timeout_s=0.4))  # type: ignore[arg-type]


def chip(kind: str, index: int, visible: dict[str, str]) -> Chip:
    return Chip(kind, index, kind, kind, 0, 0, 0, "", "", Health.OK, visible=visible)


def test_several_chips_are_selected_together_and_others_hidden() -> None:
    nvidias = [chip("nvidia", n, {"CUDA_VISIBLE_DEVICES": f"GPU-{n}"}) for n in range(4)]
    ascends = [chip("ascend", n, {"ASCEND_RT_VISIBLE_DEVICES": str(n)}) for n in range(2)]

    assert select_environment(nvidias[1:3], nvidias + ascends) == {
        "CUDA_VISIBLE_DEVICES": "GPU-1,GPU-2",
        "ASCEND_RT_VISIBLE_DEVICES": "-1",
    }


def test_a_job_on_the_processor_keeps_our_own_cuda_device() -> None:
    nvidias = [chip("nvidia", 0, {"CUDA_VISIBLE_DEVICES": "GPU-0"})]
    processor = Chip(
        "cpu", 0, "", "", 0, 4, 512, "", "", Health.OK, environment={"OMP_NUM_THREADS": "4"}
    )
    assert select_environment([processor], [processor, *nvidias]) == {"OMP_NUM_THREADS": "4"}


def test_every_maker_says_how_to_select_and_where_that_is_written() -> None:
    for maker in MAKERS:
        assert maker.docs, maker.slug
        assert maker.visible or maker.slug == "apple"
    assert len({maker.slug for maker in MAKERS}) == len(MAKERS) == 16
