"""Moore Threads' chips, read from the three-line table of `mthreads-gmi`."""

from __future__ import annotations

import re

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

DRIVER = re.compile(r"Driver Version:\s*(\S+)")
FIRST = re.compile(
    r"^(?P<index>\d+)\s+(?P<model>[^|]+?)\s*\|\s*(?P<bus>[0-9a-fA-F:.]+)\s*\|"
    r"\s*(?P<use>\S+?)%?\s+(?P<used>\d+)MiB\((?P<total>\d+)MiB\)"
)
SECOND = re.compile(r"^\s*(?:Physical|Virtual)\b[^|]*\|[^|]*\|\s*(?P<temperature>\S+)C\b")


def read(outputs: Outputs) -> list[Reading]:
    table = outputs["table"]
    driver = DRIVER.search(table)
    if driver is None:
        raise ValueError("no driver version")
    links = fields.matrix(outputs.get("topology", ""), "GPU")
    lines = table.splitlines()
    found = []
    for number, line in enumerate(lines):
        first = FIRST.match(line)
        if first is None:
            continue
        second = SECOND.match(lines[number + 1]) if number + 1 < len(lines) else None
        index = fields.whole(first["index"])
        found.append(
            Reading(
                index=index,
                model=fields.text(first["model"]),
                memory_bytes=int(first["total"]) << 20,
                memory_used_bytes=int(first["used"]) << 20,
                pci_bus=fields.bus(first["bus"]),
                driver_version=fields.text(driver.group(1)),
                use_percent=fields.number(first["use"]),
                temperature_c=fields.number(second["temperature"]) if second else None,
                links=links.get(index, ()),
            )
        )
    return found


MAKER = Maker(
    slug="moorethreads",
    name="Moore Threads",
    queries=(
        (
            Query("table", ("mthreads-gmi",)),
            Query("topology", ("mthreads-gmi", "topo", "-m"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x1ED5,
    visible="MUSA_VISIBLE_DEVICES",
    nodes=("/dev/mtgpu.{index}", "/dev/dri"),
    kubernetes="mthreads.com/gpu",
    route=Route.PLUGIN,
    docs=("https://github.com/MooreThreads/torch_musa",),
)
