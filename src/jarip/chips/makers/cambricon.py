"""Cambricon's chips, read from the two-line table of `cnmon`."""

from __future__ import annotations

import re
from itertools import pairwise

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

DRIVER = re.compile(r"\bDriver\s+(v[\w.]+)|\|\s*On\s+(v[\w.]+)")
FIRST = re.compile(r"^\|\s*(\d+)\s+\S+\s+(MLU\S+)\s+\S+\s*\|([^|]*)\|([^|]*)\|")
SECOND = re.compile(
    r"^\|\s*\S*\s+(\S+?)C\s+(\S+)\s*W\s*/\s*\S+\s*W\s*\|\s*(\d+)\s*MiB\s*/\s*(\d+)\s*MiB"
)


def read(outputs: Outputs) -> list[Reading]:
    lines = outputs["table"].splitlines()
    driver = DRIVER.search(outputs["table"])
    found = []
    for first_line, second_line in pairwise(lines):
        first, second = FIRST.match(first_line), SECOND.match(second_line)
        if first is None or second is None:
            continue
        found.append(
            Reading(
                index=fields.whole(first.group(1)),
                model=fields.text(first.group(2)),
                memory_bytes=int(second.group(4)) << 20,
                memory_used_bytes=int(second.group(3)) << 20,
                pci_bus=fields.bus(first.group(3)),
                driver_version=next(filter(None, driver.groups())) if driver else "",
                use_percent=fields.number(first.group(4).split("%")[0]),
                temperature_c=fields.number(second.group(1)),
                power_w=fields.number(second.group(2)),
            )
        )
    if not found and "MLU" in outputs["table"]:
        raise ValueError("a table of another shape")
    return found


MAKER = Maker(
    slug="cambricon",
    name="Cambricon",
    queries=((Query("table", ("cnmon",)),),),
    read=read,
    pci_vendor=0xCABC,
    visible="MLU_VISIBLE_DEVICES",
    nodes=("/dev/cambricon_dev{index}", "/dev/cambricon_ctl"),
    kubernetes="cambricon.com/mlu",
    route=Route.PLUGIN,
    docs=("https://github.com/Cambricon/vllm-mlu",),
)
