"""Apple's integrated chips, read from `system_profiler` on macOS."""

from __future__ import annotations

import json

from jarip.chips import fields
from jarip.chips.maker import Maker, Outputs, Query, Reading, Route

SHARE = 0.75
"""Of the memory, which processor and chip have in common, the system lends a chip about so much."""


def read(outputs: Outputs) -> list[Reading]:
    displays = fields.objects(json.loads(outputs["displays"])["SPDisplaysDataType"])
    chips = [each for each in displays if "Apple" in str(each.get("spdisplays_vendor"))]
    memory = fields.size(outputs.get("memory", "").strip(), "b") or 0
    return [
        Reading(
            index=index,
            model=fields.text(each.get("sppci_model")),
            memory_bytes=int(memory * SHARE),
            runtime_version=fields.text(
                str(each.get("spdisplays_mtlgpufamilysupport", "")).removeprefix("spdisplays_")
            ),
        )
        for index, each in enumerate(chips)
    ]


MAKER = Maker(
    slug="apple",
    name="Apple",
    queries=(
        (
            Query("displays", ("system_profiler", "SPDisplaysDataType", "-json")),
            Query("memory", ("sysctl", "-n", "hw.memsize"), required=False),
        ),
    ),
    read=read,
    pci_vendor=None,
    visible="",
    route=Route.PLUGIN,
    docs=("https://docs.pytorch.org/docs/stable/notes/mps.html",),
)
