"""Biren's chips, read from the comma-separated query of `brsmi gpu`."""

from __future__ import annotations

from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.makers.smi_rows import COLUMNS, query_options, read_rows


def read(outputs: Outputs) -> list[Reading]:
    return read_rows(outputs["rows"], COLUMNS)


MAKER = Maker(
    slug="biren",
    name="Biren",
    queries=((Query("rows", ("brsmi", "gpu", *query_options(COLUMNS))),),),
    read=read,
    pci_vendor=0x1EE0,
    visible="BIREN_VISIBLE_DEVICES",
    nodes=("/dev/biren/card_{index}", "/dev/biren-m"),
    kubernetes="birentech.com/gpu",
    route=Route.PLUGIN,
    docs=(
        "https://github.com/Project-HAMi/HAMi",
        "https://github.com/ZihanDong/br-release",
    ),
)
