"""The XML report that two makers' tools write with `-q -x`: one `<gpu>` element a chip."""

from __future__ import annotations

from xml.etree import ElementTree

from jarip.chips import fields
from jarip.chips.maker import Reading
from jarip.chips.record import Health, Link

POWER = ("gpu_power_readings", "power_readings")
DRAW = ("instant_power_draw", "power_draw", "average_power_draw")
RESET = (
    "gpu_reset_status/reset_required",
    "gpu_reset_status/drain_and_reset_recommended",
    "remapped_rows/remapped_row_failure",
)
"""Where the tool says that the chip needs help: `Yes`."""


def read_report(report: str, links: dict[int, tuple[Link, ...]]) -> list[Reading]:
    """Every chip of the report, numbered in its order, which is that of the bus."""
    root = ElementTree.fromstring(report.lstrip("\ufeff \r\n\t"))
    driver = fields.text(root.findtext("driver_version"))
    runtime = fields.text(root.findtext("cuda_version"))
    return [
        _read_gpu(gpu, index, driver, runtime, links.get(index, ()))
        for index, gpu in enumerate(root.iter("gpu"))
    ]


def _read_gpu(
    gpu: ElementTree.Element, index: int, driver: str, runtime: str, links: tuple[Link, ...]
) -> Reading:
    health, note = _health(gpu)
    memory = fields.size(gpu.findtext("fb_memory_usage/total"))
    return Reading(
        index=index,
        model=fields.text(gpu.findtext("product_name")),
        memory_bytes=memory or 0,
        memory_used_bytes=fields.size(gpu.findtext("fb_memory_usage/used")),
        uuid=fields.text(gpu.findtext("uuid")),
        pci_bus=fields.bus(gpu.get("id") or gpu.findtext("pci/pci_bus_id")),
        driver_version=driver,
        runtime_version=runtime,
        health=health,
        temperature_c=fields.number(gpu.findtext("temperature/gpu_temp")),
        power_w=_power(gpu),
        use_percent=fields.number(gpu.findtext("utilization/gpu_util")),
        links=links,
        note=note,
    )


def _power(gpu: ElementTree.Element) -> float | None:
    for section in POWER:
        for name in DRAW:
            watts = fields.number(gpu.findtext(f"{section}/{name}"))
            if watts is not None:
                return watts
    return None


def _health(gpu: ElementTree.Element) -> tuple[Health, str]:
    for path in RESET:
        if (gpu.findtext(path) or "").strip().lower() == "yes":
            return Health.DEGRADED, f"the tool says {path.rpartition('/')[2].replace('_', ' ')}"
    return Health.OK, ""
