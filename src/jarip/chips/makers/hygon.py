"""Hygon's DCUs, read from the JSON of `hy-smi`."""

from __future__ import annotations

import json
import re
from typing import Any

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

CARD = re.compile(r"card(\d+)")
MEMORY = re.compile(r"vram total (used )?memory \((\w+)\)", re.I)
"""The unit is in the key, and differs between releases."""
TEMPERATURES = ("junction", "core", "edge")


def read(outputs: Outputs) -> list[Reading]:
    cards = json.loads(outputs["cards"])
    if not isinstance(cards, dict):
        raise ValueError("not an object of cards")
    driver = _driver(cards)
    return [
        _read_card(int(match.group(1)), card, driver)
        for name, card in cards.items()
        if (match := CARD.fullmatch(name))
    ]


def _read_card(index: int, card: dict[str, Any], driver: str) -> Reading:
    memory = {
        bool(match.group(1)): fields.size(value, match.group(2))
        for key, value in card.items()
        if (match := MEMORY.fullmatch(key))
    }
    return Reading(
        index=index,
        model=fields.text(card.get("Card Series") or card.get("Card series") or "DCU"),
        memory_bytes=memory.get(False) or 0,
        memory_used_bytes=memory.get(True),
        uuid=fields.text(card.get("Unique ID") or card.get("Serial Number")),
        pci_bus=fields.bus(card.get("PCI Bus")),
        driver_version=driver,
        temperature_c=_first(
            *(card.get(f"Temperature (Sensor {name}) (C)") for name in TEMPERATURES)
        ),
        power_w=fields.number(card.get("Average Graphics Package Power (W)")),
        use_percent=_first(card.get("DCU use (%)"), card.get("HCU use (%)")),
    )


def _first(*values: Any) -> float | None:
    return next((found for each in values if (found := fields.number(each)) is not None), None)


def _driver(cards: dict[str, Any]) -> str:
    for name in ("system", "System"):
        for key, value in (cards.get(name) or {}).items():
            if "driver version" in key.lower():
                return fields.text(value)
    return ""


FLAGS = (
    "--showproductname --showmeminfo vram --showuse --showtemp --showpower --showbus "
    "--showuniqueid --showdriverversion --json"
).split()

MAKER = Maker(
    slug="hygon",
    name="Hygon",
    queries=((Query("cards", ("hy-smi", *FLAGS)),),),
    read=read,
    pci_vendor=0x1D94,
    visible="HIP_VISIBLE_DEVICES",
    nodes=("/dev/kfd", "/dev/mkfd", "/dev/dri"),
    kubernetes="hygon.com/dcu",
    route=Route.ALIAS,
    docs=("https://github.com/Project-HAMi/HAMi/blob/master/docs/hygon-dcu-support.md",),
)
