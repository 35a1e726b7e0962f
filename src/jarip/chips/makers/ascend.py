"""Huawei's Ascend chips, read from the two-line table of `npu-smi info`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.record import Health, Link

VERSION = re.compile(r"Version:\s*(\S+)")
HEALTHS = {"OK": Health.OK, "Warning": Health.DEGRADED}
MEMORY = re.compile(r"(\d+)\s*/\s*(\d+)")


def read(outputs: Outputs) -> list[Reading]:
    table = outputs["table"]
    version = VERSION.search(table)
    links = fields.matrix(outputs.get("topology", ""), "NPU")
    return [
        _read_chip(index, first, second, version.group(1) if version else "", links.get(index, ()))
        for index, (first, second) in enumerate(_pairs(table))
    ]


def _pairs(table: str) -> Iterator[tuple[list[str], list[str]]]:
    """The two lines of each chip, as cells. The table of processes below has no health."""
    held: list[str] | None = None
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 3:
            held = None if set(line.strip()) <= set("+=-") else held
        elif held is not None and fields.bus(cells[1]):
            yield held, cells
            held = None
        elif cells[0][:1].isdigit() and not fields.bus(cells[1]):
            held = cells


def _read_chip(
    index: int, first: list[str], second: list[str], driver: str, links: tuple[Link, ...]
) -> Reading:
    name = first[0].split()
    readings = first[2].split()
    memory = [(int(used), int(total)) for used, total in MEMORY.findall(second[2])]
    used, total = max(memory, key=lambda pair: pair[1])  # HBM, or DDR where there is no HBM
    health = HEALTHS.get(first[1], Health.FAILED)
    return Reading(
        index=index,
        model=name[1] if name[1].lower().startswith("ascend") else f"Ascend {name[1]}",
        memory_bytes=total << 20,
        memory_used_bytes=used << 20,
        pci_bus=fields.bus(second[1]),
        driver_version=driver,
        health=health,
        note="" if health is Health.OK else f"the tool says {fields.text(first[1])}",
        power_w=fields.number(readings[0]),
        temperature_c=fields.number(readings[1]),
        use_percent=fields.number(second[2].split()[0]),
        links=links,
    )


MAKER = Maker(
    slug="ascend",
    name="Huawei",
    queries=(
        (
            Query("table", ("npu-smi", "info")),
            Query("topology", ("npu-smi", "info", "-t", "topo"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x19E5,
    visible="ASCEND_RT_VISIBLE_DEVICES",
    nodes=("/dev/davinci{index}", "/dev/davinci_manager", "/dev/devmm_svm", "/dev/hisi_hdc"),
    kubernetes="huawei.com/Ascend910",
    route=Route.PLUGIN,
    docs=("https://docs.vllm.ai/projects/ascend/en/latest/installation.html",),
)
