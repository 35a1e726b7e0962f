"""Rebellions' NPUs, read from the JSON of `rbln-stat`."""

from __future__ import annotations

import json
from typing import Any

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.record import Health


def read(outputs: Outputs) -> list[Reading]:
    document = json.loads(outputs["report"])
    driver = fields.text(document.get("KMD_version"))
    return [_read_device(each, driver) for each in fields.objects(document["devices"])]


def _read_device(device: dict[str, Any], driver: str) -> Reading:
    pci, memory = device.get("pci") or {}, device.get("memory") or {}
    status = fields.text(device.get("status"))
    sound = status.lower() in ("", "normal", "ok")
    numa = fields.number(pci.get("numa_node"))
    return Reading(
        index=fields.whole(device["npu"]),
        model=fields.text(device.get("name")),
        memory_bytes=fields.size(memory.get("total"), "b") or 0,
        memory_used_bytes=fields.size(memory.get("used"), "b"),
        uuid=fields.text(device.get("uuid")),
        pci_bus=fields.bus(pci.get("bus_id")),
        numa_node=None if numa is None or numa < 0 else int(numa),
        driver_version=driver,
        runtime_version=fields.text(device.get("fw_ver")),
        health=Health.OK if sound else Health.DEGRADED,
        note="" if sound else f"the tool says {status}",
        temperature_c=fields.number(device.get("temperature")),
        power_w=_watts(device.get("card_power")),
        use_percent=fields.number(device.get("util")),
    )


def _watts(value: Any) -> float | None:
    power = fields.number(value)
    return power / 1000 if power is not None and "mW" in str(value) else power


MAKER = Maker(
    slug="rebellions",
    name="Rebellions",
    queries=((Query("report", ("rbln-stat", "-j")),), (Query("report", ("rbln-smi", "-j")),)),
    read=read,
    pci_vendor=0x1EFF,
    visible="RBLN_DEVICES",
    nodes=("/dev/rbln{index}", "/dev/rsd0"),
    kubernetes="rebellions.ai/ATOM",
    route=Route.INFERENCE,
    docs=("https://docs.rbln.ai/latest/software/system_management/container.html",),
)
