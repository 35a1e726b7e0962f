"""From a maker's tool to chips: ask, read, and make the best of what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from jarip.chips.maker import Maker, Reading, UnreadableOutput, kind_of, read_outputs
from jarip.chips.pci import PciDevice
from jarip.chips.record import Chip, Health
from jarip.chips.tool import ToolError, ToolMissingError, run_tool

log = logging.getLogger(__name__)
Run = Callable[[Sequence[str]], str]
"""Runs a tool; raises ToolError. Tests put a recording in its place."""


def probe_maker(
    maker: Maker, bus: Sequence[PciDevice], *, run: Run = run_tool, root: Path = Path("/")
) -> list[Chip]:
    """This maker's chips. Never raises for anything a tool does.

    Chips that are on the bus while the tool is missing or broken are there, too, of unknown
    health and with a note that says what to do; the scheduler leaves them alone.
    """
    present = [device for device in bus if device.vendor == maker.pci_vendor]
    try:
        readings = _ask(maker, present, run)
    except ToolMissingError as error:
        return _unread(maker, present, f"{error}: install {maker.name}'s driver") if present else []
    except (ToolError, UnreadableOutput) as error:
        log.warning("%s chips can't be read: %s", maker.name, error)
        return _unread(maker, present, str(error))
    return [_make_chip(maker, reading, root) for reading in readings]


def _ask(maker: Maker, present: Sequence[PciDevice], run: Run) -> list[Reading]:
    """By the first way whose program is installed."""
    missing: ToolMissingError | None = None
    for way in maker.queries:
        outputs: dict[str, str] = {}
        try:
            for query in way:
                try:
                    outputs[query.name] = run(query.argv) if query.argv else _describe(present)
                except ToolError as error:
                    is_missing = query is way[0] and isinstance(error, ToolMissingError)
                    if query.required or is_missing:
                        raise
        except ToolMissingError as error:
            missing = missing or error
            continue
        return read_outputs(maker, outputs)
    assert missing is not None
    raise missing


def _describe(present: Sequence[PciDevice]) -> str:
    return "\n".join(
        f"{each.address} {each.device:#06x} {each.subsystem:#06x} {each.numa_node}"
        for each in present
    )


def _make_chip(maker: Maker, reading: Reading, root: Path) -> Chip:
    selector = reading.uuid if maker.select_by_uuid and reading.uuid else str(reading.index)
    return Chip(
        kind=kind_of(maker, reading.model),
        index=reading.index,
        maker=maker.name,
        model=reading.model or "unknown",
        memory_bytes=reading.memory_bytes,
        cores=0,
        vector_bits=0,
        driver_version=reading.driver_version,
        runtime_version=reading.runtime_version,
        health=reading.health,
        visible={maker.visible: selector} if maker.visible else {},
        part=dict(maker.part),
        device_nodes=_nodes(maker, reading.index, root),
        uuid=reading.uuid,
        pci_bus=reading.pci_bus,
        numa_node=reading.numa_node
        if reading.numa_node is not None
        else _numa(reading.pci_bus, root),
        memory_used_bytes=reading.memory_used_bytes,
        temperature_c=reading.temperature_c,
        power_w=reading.power_w,
        use_percent=reading.use_percent,
        links=reading.links,
        note=reading.note,
    )


def _nodes(maker: Maker, index: int, root: Path) -> tuple[str, ...]:
    """Those of the maker's device nodes that this machine has."""
    names = (name.format(index=index) for name in maker.nodes)
    return tuple(name for name in names if (root / name.lstrip("/")).exists())


def _numa(address: str, root: Path) -> int | None:
    try:
        node = int((root / "sys/bus/pci/devices" / address / "numa_node").read_text())
    except (OSError, ValueError):
        return None
    return node if address and node >= 0 else None


def _unread(maker: Maker, present: Sequence[PciDevice], note: str) -> list[Chip]:
    return [
        Chip(
            kind=maker.slug,
            index=index,
            maker=maker.name,
            model=f"PCI device {device.vendor:04x}:{device.device:04x}",
            memory_bytes=0,
            cores=0,
            vector_bits=0,
            driver_version="",
            runtime_version="",
            health=Health.UNKNOWN,
            pci_bus=device.address,
            numa_node=device.numa_node if device.numa_node >= 0 else None,
            note=note,
        )
        for index, device in enumerate(present)
    ]
