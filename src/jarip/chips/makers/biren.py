"""Biren's chips, read from the comma-separated query of `brsmi gpu`."""

from __future__ import annotations

import csv
import io

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

COLUMNS = (
    "index",
    "name",
    "uuid",
    "pci.bus_id",
    "utilization.gpu",
    "memory.used",
    "memory.total",
    "temperature.gpu",
)


def read(outputs: Outputs) -> list[Reading]:
    rows = csv.reader(io.StringIO(outputs["rows"]), skipinitialspace=True)
    return [_read_row(dict(zip(COLUMNS, row, strict=True))) for row in rows if row]


def _read_row(row: dict[str, str]) -> Reading:
    return Reading(
        index=fields.whole(row["index"]),
        model=fields.text(row["name"]),
        memory_bytes=fields.size(row["memory.total"]) or 0,
        memory_used_bytes=fields.size(row["memory.used"]),
        uuid=fields.text(row["uuid"]),
        pci_bus=fields.bus(row["pci.bus_id"]),
        use_percent=fields.number(row["utilization.gpu"]),
        temperature_c=fields.number(row["temperature.gpu"]),
    )


QUERY = f"--query-gpu={','.join(COLUMNS)}"

MAKER = Maker(
    slug="biren",
    name="Biren",
    queries=((Query("rows", ("brsmi", "gpu", QUERY, "--format=csv,noheader,nounits")),),),
    read=read,
    pci_vendor=0x1EE0,
    visible="BIREN_VISIBLE_DEVICES",
    nodes=("/dev/biren/card_{index}",),
    kubernetes="birentech.com/gpu",
    route=Route.PLUGIN,
    docs=("https://github.com/Project-HAMi/HAMi",),
)
