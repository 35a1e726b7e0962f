"""Google's TPUs. Their tool answers only while a program runs, so the PCI bus is asked instead."""

from __future__ import annotations

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

GIB = 1 << 30
MODELS = {
    (0x0027, 0x004E): ("TPU v2", 8 * GIB),
    (0x0027, 0x004F): ("TPU v3", 16 * GIB),
    (0x005E, None): ("TPU v4", 32 * GIB),
    (0x0062, None): ("TPU v5p", 95 * GIB),
    (0x0063, None): ("TPU v5e", 16 * GIB),
    (0x006F, None): ("TPU v6e", 32 * GIB),
}
"""(Device, subsystem or None for any) → model and memory. Source: Google's `tpu-info` tool."""
PCI_LIST = "pci"
"""A query without a program: lines `address device subsystem numa`, made from `pci.list_bus`."""


def read(outputs: Outputs) -> list[Reading]:
    found = []
    for line in outputs[PCI_LIST].splitlines():
        address, device, subsystem, numa = line.split()
        model = MODELS.get((int(device, 16), int(subsystem, 16))) or MODELS.get(
            (int(device, 16), None)
        )
        if model is not None:
            found.append((fields.bus(address), *model, int(numa)))
    return [
        Reading(
            index=index,
            model=model,
            memory_bytes=memory,
            pci_bus=address,
            numa_node=numa if numa >= 0 else None,
        )
        for index, (address, model, memory, numa) in enumerate(sorted(found))
    ]


MAKER = Maker(
    slug="tpu",
    name="Google",
    queries=((Query(PCI_LIST, ()),),),
    read=read,
    pci_vendor=0x1AE0,
    visible="TPU_VISIBLE_CHIPS",
    nodes=("/dev/accel{index}", "/dev/vfio"),
    kubernetes="google.com/tpu",
    route=Route.PLUGIN,
    docs=("https://github.com/AI-Hypercomputer/cloud-accelerator-diagnostics",),
)
