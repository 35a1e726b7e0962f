"""Enflame's chips, read from the indented keys of `efsmi -q`."""

from __future__ import annotations

import re

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route
from jarip.chips.record import Health

DEVICE = re.compile(r"^DEV ID (\d+)\s*$")


def read(outputs: Outputs) -> list[Reading]:
    return [_read_device(index, keys) for index, keys in _devices(outputs["keys"])]


def _devices(output: str) -> list[tuple[int, dict[str, str]]]:
    """Each device's keys. Keys of different sections differ, so sections need not be kept."""
    found: list[tuple[int, dict[str, str]]] = []
    for line in output.splitlines():
        if match := DEVICE.match(line.strip()):
            found.append((fields.whole(match.group(1)), {}))
        elif found and ":" in line:
            key, _, value = line.partition(":")
            found[-1][1].setdefault(key.strip(), value.strip())
    return found


def _read_device(index: int, keys: dict[str, str]) -> Reading:
    address = "{Domain}:{Bus}:{Dev}.{Func}".format_map({**_NO_BUS, **keys})
    sound = keys.get("Health", "True").lower() == "true"
    return Reading(
        index=index,
        model=fields.text(keys.get("Dev Name") or "GCU"),
        memory_bytes=fields.size(keys.get("Total Size") or keys.get("Mem Size")) or 0,
        memory_used_bytes=fields.size(keys.get("Used Size") or keys.get("Mem Usage")),
        uuid=fields.text(keys.get("Dev UUID")),
        pci_bus=fields.bus(address),
        driver_version=fields.text(keys.get("Ver")),
        health=Health.OK if sound else Health.FAILED,
        note="" if sound else "the tool says that it is not healthy",
        temperature_c=fields.number(keys.get("GCU Temp")),
        power_w=fields.number(keys.get("Cur Power")),
        use_percent=fields.number(keys.get("GCU Usage")),
    )


_NO_BUS = {"Domain": "", "Bus": "", "Dev": "", "Func": ""}

MAKER = Maker(
    slug="enflame",
    name="Enflame",
    queries=((Query("keys", ("efsmi", "-q")),),),
    read=read,
    pci_vendor=0x1E36,
    visible="TOPS_VISIBLE_DEVICES",
    nodes=("/dev/gcu{index}", "/dev/gcuctl"),
    kubernetes="enflame.com/gcu",
    route=Route.PLUGIN,
    docs=("https://github.com/flagos-ai/FlagTree",),
)
