"""Kunlunxin's chips, read from the machine-readable lines of `xpu_smi -m`.

Columns by position: 0 address on the bus, 2 number, 3 serial number, 4 temperature, 8 power,
15 and 16 the L3 cache's use, 17 and 18 memory used and in all (MiB), 19 use, 21 model in quotes.
"""

from __future__ import annotations

import re

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

TOKEN = re.compile(r'"[^"]*"|\S+')
FEWEST_COLUMNS = 22
MILLIWATTS_FROM = 5000
"""No chip draws that many watts: older releases write milliwatts."""


def read(outputs: Outputs) -> list[Reading]:
    found = []
    for line in outputs["lines"].splitlines():
        columns = TOKEN.findall(line)
        if not columns or not fields.bus(columns[0]):
            continue
        if len(columns) < FEWEST_COLUMNS:
            raise ValueError(f"{len(columns)} columns")
        found.append(_read_columns(columns))
    return found


def _read_columns(columns: list[str]) -> Reading:
    return Reading(
        index=fields.whole(columns[2]),
        model=fields.text(columns[21].strip('"')),
        memory_bytes=fields.size(columns[18]) or 0,
        memory_used_bytes=fields.size(columns[17]),
        uuid=fields.text(columns[3]),
        pci_bus=fields.bus(columns[0]),
        temperature_c=fields.number(columns[4]),
        power_w=_watts(fields.number(columns[8])),
        use_percent=fields.number(columns[19]),
    )


def _watts(power: float | None) -> float | None:
    return power / 1000 if power is not None and power >= MILLIWATTS_FROM else power


MAKER = Maker(
    slug="kunlunxin",
    name="Kunlunxin",
    queries=((Query("lines", ("xpu_smi", "-m")),),),
    read=read,
    pci_vendor=0x1D22,
    visible="XPU_VISIBLE_DEVICES",
    nodes=("/dev/xpu{index}", "/dev/xpuctrl"),
    kubernetes="kunlunxin.com/xpu",
    route=Route.ALIAS,
    docs=("https://github.com/baidu/vLLM-Kunlun",),
)
