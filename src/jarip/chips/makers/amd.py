"""AMD's chips, read from `amd-smi`, or from `rocm-smi` where that is what there is."""

from __future__ import annotations

import json
import re
from typing import Any

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

CARD = re.compile(r"card(\d+)")


def read(outputs: Outputs) -> list[Reading]:
    if "cards" in outputs:
        return _read_rocm(json.loads(outputs["cards"]))
    metrics = {
        fields.whole(each["gpu"]): each for each in _gpus(json.loads(outputs.get("metric") or "[]"))
    }
    return [
        _read_gpu(each, metrics.get(fields.whole(each["gpu"]), {}))
        for each in _gpus(json.loads(outputs["static"]))
    ]


def _gpus(document: Any) -> list[dict[str, Any]]:
    """Newer releases wrap the list in an object."""
    return fields.objects(document["gpu_data"] if isinstance(document, dict) else document)


def _read_gpu(static: dict[str, Any], metric: dict[str, Any]) -> Reading:
    asic, memory = static.get("asic", {}), metric.get("mem_usage", {})
    total = fields.size(static.get("vram", {}).get("size")) or fields.size(memory.get("total_vram"))
    temperature = metric.get("temperature", {})
    return Reading(
        index=fields.whole(static["gpu"]),
        model=fields.text(asic.get("market_name")),
        memory_bytes=total or 0,
        memory_used_bytes=fields.size(memory.get("used_vram")),
        uuid=fields.text(asic.get("asic_serial")),
        pci_bus=fields.bus(static.get("bus", {}).get("bdf")),
        numa_node=_numa(static.get("numa", {}).get("node")),
        driver_version=fields.text(static.get("driver", {}).get("version")),
        temperature_c=_first(temperature.get("hotspot"), temperature.get("edge")),
        power_w=_first(
            metric.get("power", {}).get("socket_power"),
            metric.get("power", {}).get("current_socket_power"),
        ),
        use_percent=fields.number(metric.get("usage", {}).get("gfx_activity")),
    )


def _read_rocm(cards: dict[str, dict[str, Any]]) -> list[Reading]:
    driver = fields.text(cards.get("system", {}).get("Driver version"))
    return [
        Reading(
            index=int(match.group(1)),
            model=fields.text(card.get("Card Series") or card.get("Card series")),
            memory_bytes=fields.size(card.get("VRAM Total Memory (B)"), "b") or 0,
            memory_used_bytes=fields.size(card.get("VRAM Total Used Memory (B)"), "b"),
            uuid=fields.text(card.get("Unique ID")),
            pci_bus=fields.bus(card.get("PCI Bus")),
            driver_version=driver,
            temperature_c=_first(
                card.get("Temperature (Sensor junction) (C)"),
                card.get("Temperature (Sensor edge) (C)"),
            ),
            power_w=_first(
                card.get("Average Graphics Package Power (W)"),
                card.get("Current Socket Graphics Package Power (W)"),
            ),
            use_percent=fields.number(card.get("GPU use (%)")),
        )
        for name, card in cards.items()
        if (match := CARD.fullmatch(name))
    ]


def _first(*values: Any) -> float | None:
    return next((found for each in values if (found := fields.number(each)) is not None), None)


def _numa(value: Any) -> int | None:
    node = fields.number(value)
    return None if node is None or node < 0 else int(node)


ROCM_FLAGS = (
    "--showproductname --showmeminfo vram --showuse --showtemp --showpower --showbus "
    "--showuniqueid --showdriverversion --json"
).split()

MAKER = Maker(
    slug="amd",
    name="AMD",
    queries=(
        (
            Query("static", ("amd-smi", "static", "--json")),
            Query("metric", ("amd-smi", "metric", "--json"), required=False),
        ),
        (Query("cards", ("rocm-smi", *ROCM_FLAGS)),),
    ),
    read=read,
    pci_vendor=0x1002,
    visible="ROCR_VISIBLE_DEVICES",
    nodes=("/dev/kfd", "/dev/dri"),
    kubernetes="amd.com/gpu",
    route=Route.ALIAS,
    docs=("https://rocm.docs.amd.com/en/latest/conceptual/gpu-isolation.html",),
)
