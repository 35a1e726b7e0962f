"""NVIDIA's chips, read from the driver's management tool."""

from __future__ import annotations

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.makers.smi_xml import read_report


def read(outputs: Outputs) -> list[Reading]:
    return read_report(outputs["report"], fields.matrix(outputs.get("topology", ""), "GPU"))


MAKER = Maker(
    slug="nvidia",
    name="NVIDIA",
    queries=(
        (
            Query("report", ("nvidia-smi", "-q", "-x")),
            Query("topology", ("nvidia-smi", "topo", "-m"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x10DE,
    visible="CUDA_VISIBLE_DEVICES",
    # Heeded where the node runs the maker's Multi-Process Service (its documentation, "Environment
    # Variables"); without it nothing holds a job to its part.
    part=(
        ("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", "{percent}"),
        ("CUDA_MPS_PINNED_DEVICE_MEM_LIMIT", "0={mebibytes}M"),
    ),
    select_by_uuid=True,
    nodes=("/dev/nvidia{index}", "/dev/nvidiactl", "/dev/nvidia-uvm"),
    kubernetes="nvidia.com/gpu",
    route=Route.NATIVE,
    docs=("https://docs.pytorch.org/docs/stable/notes/cuda.html",),
)
