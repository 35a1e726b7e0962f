"""FuriosaAI's NPUs, read from the JSON of `furiosa-smi info`."""

from __future__ import annotations

import json
from typing import Any

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

GIB = 1 << 30
MEMORY = {"rngd": 48 * GIB, "warboy": 16 * GIB}
"""By architecture, which is all that the tool says. Source: FuriosaAI's hardware pages."""


def read(outputs: Outputs) -> list[Reading]:
    return [_read_device(each) for each in fields.objects(json.loads(outputs["devices"]))]


def _read_device(device: dict[str, Any]) -> Reading:
    arch = fields.text(device["arch"])
    return Reading(
        index=fields.whole(device["dev_name"]),
        model=arch.upper(),
        memory_bytes=MEMORY.get(arch.lower(), 0),
        uuid=fields.text(device.get("device_uuid")),
        pci_bus=fields.bus(device.get("pci_bdf")),
        runtime_version=fields.text(device.get("firmware")),
        temperature_c=fields.number(device.get("temperature")),
        power_w=fields.number(device.get("power")),
    )


MAKER = Maker(
    slug="furiosa",
    name="FuriosaAI",
    queries=((Query("devices", ("furiosa-smi", "info", "--format", "json")),),),
    read=read,
    pci_vendor=0x1ED2,
    visible="FURIOSA_DEVICES",
    nodes=("/dev/rngd",),
    kubernetes="furiosa.ai/rngd",
    route=Route.INFERENCE,
    docs=(
        "https://developer.furiosa.ai/latest/en/device_management/"
        "system_management_interface/furiosa_smi_cli.html",
    ),
)
