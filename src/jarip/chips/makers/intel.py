"""Intel's data-centre and Arc chips, read from `xpu-smi`."""

from __future__ import annotations

import json
from typing import Any

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

METRICS = {
    "temperature_c": "XPUM_STATS_GPU_CORE_TEMPERATURE",
    "power_w": "XPUM_STATS_POWER",
    "use_percent": "XPUM_STATS_GPU_UTILIZATION",
}


def read(outputs: Outputs) -> list[Reading]:
    devices = fields.objects(json.loads(outputs["devices"])["device_list"])
    stats = _stats(outputs.get("stats", ""))
    return [_read_device(each, stats.get(fields.whole(each["device_id"]), {})) for each in devices]


def _read_device(device: dict[str, Any], stats: dict[str, float]) -> Reading:
    return Reading(
        index=fields.whole(device["device_id"]),
        model=fields.text(device.get("device_name")),
        memory_bytes=fields.size(device.get("memory_physical_size_byte"), "b") or 0,
        memory_used_bytes=fields.size(stats.get("XPUM_STATS_MEMORY_USED")),
        uuid=fields.text(device.get("uuid")),
        pci_bus=fields.bus(device.get("pci_bdf_address")),
        driver_version=fields.text(device.get("driver_version")),
        temperature_c=stats.get(METRICS["temperature_c"]),
        power_w=stats.get(METRICS["power_w"]),
        use_percent=stats.get(METRICS["use_percent"]),
    )


def _stats(output: str) -> dict[int, dict[str, float]]:
    """Values of the device whose statistics were asked for, by metric."""
    if not output:
        return {}
    document = json.loads(output)
    values = {
        str(each.get("metrics_type")): value
        for each in fields.objects(document.get("device_level", []))
        if (value := fields.number(each.get("value"))) is not None
    }
    return {fields.whole(document["device_id"]): values}


MAKER = Maker(
    slug="intel",
    name="Intel",
    queries=(
        (
            Query("devices", ("xpu-smi", "discovery", "-j")),
            Query("stats", ("xpu-smi", "stats", "-d", "0", "-j"), required=False),
        ),
    ),
    read=read,
    pci_vendor=0x8086,
    visible="ZE_AFFINITY_MASK",
    nodes=("/dev/dri",),
    kubernetes="gpu.intel.com/i915",
    route=Route.PLUGIN,
    docs=("https://docs.pytorch.org/docs/stable/notes/get_start_xpu.html",),
)
