"""Iluvatar CoreX chips, read from `ixsmi`, whose report has the same elements as NVIDIA's."""

from __future__ import annotations

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.makers.smi_xml import read_report


def read(outputs: Outputs) -> list[Reading]:
    return read_report(outputs["report"], fields.matrix(outputs.get("topology", ""), "GPU"))


MAKER = Maker(
    slug="iluvatar",
    name="Iluvatar",
    queries=(
        (
            Query("report", ("ixsmi", "-q", "-x")),
            Query("topology", ("ixsmi", "topo", "-m"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x1E3E,
    visible="CUDA_VISIBLE_DEVICES",
    nodes=("/dev/iluvatar{index}",),
    kubernetes="iluvatar.com/gpu",
    route=Route.ALIAS,
    docs=("https://github.com/Deep-Spark/DeepSparkInference",),
)
