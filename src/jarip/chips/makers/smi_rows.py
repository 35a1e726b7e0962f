"""The comma-separated rows that two makers' tools write with `--query-gpu=`: one a chip."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from jarip.chips import fields
from jarip.chips.maker import Reading

POWER = "gpu.power.draw"
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


def query_options(columns: Sequence[str]) -> tuple[str, str]:
    return f"--query-gpu={','.join(columns)}", "--format=csv,noheader,nounits"


def read_rows(text: str, columns: Sequence[str]) -> list[Reading]:
    """Every chip of the rows. A tool that writes the header or units nevertheless is understood."""
    try:
        rows = list(csv.reader(io.StringIO(text), skipinitialspace=True))
    except csv.Error as error:
        raise ValueError(f"no comma-separated rows: {error}") from error
    named = [dict(zip(columns, row, strict=True)) for row in rows if row]
    return [_read_row(row) for row in named if row["index"].strip() != "index"]


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
        power_w=fields.number(row.get(POWER)),
    )
