"""MetaX's chips, read from the two-line table of `mx-smi`."""

from __future__ import annotations

import re
from itertools import pairwise

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.record import Health

DRIVER = re.compile(r"Kernel Mode Driver Version:\s*(\S+)")
RUNTIME = re.compile(r"MACA Version:\s*(\S+)")
FIRST = re.compile(r"^\|\s*(\d+)\s+([^|]+?)\s*\|\s*([0-9a-fA-F:.]+)\s*\|\s*([^|]*?)\s*\|")
SECOND = re.compile(
    r"^\|\s*(\S+?)C\s+(\S+?)W\s*/\s*[^|]*\|\s*(\d+)\s*/\s*(\d+)\s*MiB\s*\|\s*([^|]*?)\s*\|"
)
WORKING = {"available", ""}


def read(outputs: Outputs) -> list[Reading]:
    table = outputs["table"]
    driver, runtime = DRIVER.search(table), RUNTIME.search(table)
    links = fields.matrix(outputs.get("topology", ""), "GPU#?")
    lines = table.splitlines()
    found = []
    for first_line, second_line in pairwise(lines):
        first, second = FIRST.match(first_line), SECOND.match(second_line)
        if first is None or second is None:
            continue
        index, state = fields.whole(first.group(1)), second.group(5)
        sound = state.lower() in WORKING
        found.append(
            Reading(
                index=index,
                model=fields.text(first.group(2)),
                memory_bytes=int(second.group(4)) << 20,
                memory_used_bytes=int(second.group(3)) << 20,
                pci_bus=fields.bus(first.group(3)),
                driver_version=driver.group(1) if driver else "",
                runtime_version=runtime.group(1) if runtime else "",
                health=Health.OK if sound else Health.FAILED,
                note="" if sound else f"the tool says {fields.text(state)}",
                use_percent=fields.number(first.group(4)),
                temperature_c=fields.number(second.group(1)),
                power_w=fields.number(second.group(2)),
                links=links.get(index, ()),
            )
        )
    return found


MAKER = Maker(
    slug="metax",
    name="MetaX",
    queries=(
        (
            Query("table", ("mx-smi",)),
            Query("topology", ("mx-smi", "topo", "-m"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x9999,
    visible="CUDA_VISIBLE_DEVICES",
    nodes=("/dev/mxcd", "/dev/dri"),
    kubernetes="metax-tech.com/gpu",
    route=Route.ALIAS,
    docs=("https://github.com/Project-HAMi/HAMi/blob/master/docs/metax-support.md",),
)
