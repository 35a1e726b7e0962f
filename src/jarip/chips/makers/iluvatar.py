"""Iluvatar CoreX chips, read from `ixsmi`: a report with the same elements as NVIDIA's, or, of a
version that writes none, rows."""

from __future__ import annotations

from dataclasses import replace

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.makers.smi_rows import COLUMNS, POWER, query_options, read_rows
from jarip.chips.makers.smi_xml import read_report

ROWS = (*COLUMNS, POWER)


def read(outputs: Outputs) -> list[Reading]:
    links = fields.matrix(outputs.get("topology", ""), "GPU")
    if "<gpu" in outputs.get("report", ""):
        return read_report(outputs["report"], links)
    # Without either there is nothing to read, and the KeyError says so.
    readings = read_rows(outputs["rows"], ROWS)
    return [replace(each, links=links.get(each.index, ())) for each in readings]


MAKER = Maker(
    slug="iluvatar",
    name="Iluvatar",
    queries=(
        (
            Query("report", ("ixsmi", "-q", "-x"), required=False),
            Query("rows", ("ixsmi", *query_options(ROWS)), required=False),
            Query("topology", ("ixsmi", "topo", "-m"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x1E3E,
    visible="CUDA_VISIBLE_DEVICES",
    nodes=("/dev/iluvatar{index}",),
    kubernetes="iluvatar.com/gpu",
    route=Route.ALIAS,
    docs=(
        "https://github.com/Deep-Spark/DeepSparkInference",
        "https://github.com/ywh555hhh/llaisys",
    ),
)
