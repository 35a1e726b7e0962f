"""Maintenance, draining and reservations, as what they make of nodes and chips."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jarip.cloud.scheduling.snapshot import PoolChip, Snapshot, Window
from jarip.cloud.scheduling.validate import matches

AT_ONCE = -1
"""An end so long ago that nothing may start."""
FAR_OFF_MS = 1 << 47

Claim = tuple[str, int]
"""(The organization that alone may use it now or "", when it has to be free; 0 for never.)"""
Claims = Mapping[str, Claim]
"""By node, and by chip where single chips are reserved."""
OPEN: Claim = ("", 0)


def claim_nodes(snapshot: Snapshot) -> dict[str, Claim]:
    """What windows make of nodes and chips; those that none touches are left out.

    A window that is open counts before one to come. Overlapping ones are all kept to: the
    earliest end holds, and a node that two organizations claim at once is nobody's.
    """
    claims: dict[str, Claim] = {}
    placed = place_windows(snapshot)
    for each in placed:
        own = _claim_of(each.window, snapshot.now_ms)
        for name in each.window.nodes or each.chips:
            claims[name] = _both(claims[name], own) if name in claims else own
    for chip_id, node in {
        chip: node for each in placed for chip, node in each.chips.items()
    }.items():
        if node in claims:
            claims[chip_id] = _both(claims[chip_id], claims[node])
    return claims


@dataclass(frozen=True, slots=True)
class PlacedWindow:
    """A window and, where it means a number of chips, which ones these are now."""

    window: Window
    chips: dict[str, str] = field(default_factory=dict)
    """Chip → its node."""


def place_windows(snapshot: Snapshot) -> list[PlacedWindow]:
    """The windows that aren't over, the first to begin first, with their chips.

    A number of chips is taken in the order of names from what no overlapping window has, busy or
    not, so it is the same chips in every pass as long as these nodes are there.
    """
    windows = [each for each in snapshot.windows if each.until_ms > snapshot.now_ms]
    ordered: list[PoolChip] = []
    if any(each.count for each in windows):
        ordered = sorted(snapshot.chips, key=lambda chip: (chip.node_id, chip.id))
    placed: list[PlacedWindow] = []
    for window in sorted(windows, key=lambda each: each.from_ms):
        chips: dict[str, str] = {}
        if window.count and not window.nodes:
            taken = {
                name
                for other in placed
                if _overlap(other.window, window)
                for name in (*other.window.nodes, *other.chips)
            }
            chips = _pick(ordered, window, taken)
        placed.append(PlacedWindow(window, chips))
    return placed


def describe_windows(
    snapshot: Snapshot, organization_id: str, kinds: Iterable[str]
) -> tuple[str, ...]:
    """Sentences on the windows that keep chips of these kinds from an organization's jobs."""
    wanted = set(kinds)
    nodes = {chip.node_id for chip in snapshot.chips if chip.kind in wanted}
    chips = {chip.id for chip in snapshot.chips if chip.kind in wanted}
    return tuple(
        _describe(each, snapshot.now_ms)
        for each in place_windows(snapshot)
        if each.window.organization_id != organization_id
        and (each.window.nodes & nodes or chips & set(each.chips))
    )


def _describe(placed: PlacedWindow, now_ms: int) -> str:
    window = placed.window
    where = (
        ", ".join(sorted(window.nodes)[:3]) or f"{len(placed.chips)} {window.kind} chips".strip()
    )
    if len(window.nodes) > 3:
        where += f" and {len(window.nodes) - 3} more"
    what = "reserved for another organization" if window.organization_id else "out of service"
    start = "" if window.from_ms <= now_ms else f" from {_time_of(window.from_ms)}"
    end = "" if window.until_ms >= FAR_OFF_MS else f" until {_time_of(window.until_ms)}"
    # What an operator wrote for one organization is not another's to read.
    told = f" ({window.text})" if window.text and not window.organization_id else ""
    return f"{where}: {what}{start}{end}{told}"


def _time_of(at_ms: int) -> str:
    moment = datetime.datetime.fromtimestamp(at_ms / 1000, datetime.UTC)
    return f"{moment:%Y-%m-%d %H:%M} UTC" if at_ms < FAR_OFF_MS else "a time far off"


def _pick(ordered: list[PoolChip], window: Window, taken: set[str]) -> dict[str, str]:
    wanted = frozenset({window.kind}) if window.kind else frozenset[str]()
    found: dict[str, str] = {}
    for chip in ordered:
        if len(found) == window.count:
            break
        if chip.id not in taken and chip.node_id not in taken and matches(chip.kind, wanted):
            found[chip.id] = chip.node_id
    return found


def _overlap(one: Window, other: Window) -> bool:
    return one.from_ms < other.until_ms and other.from_ms < one.until_ms


def _claim_of(window: Window, now_ms: int) -> Claim:
    if window.from_ms > now_ms:
        return "", window.from_ms
    return window.organization_id, 0 if window.organization_id else AT_ONCE


def _both(one: Claim, other: Claim) -> Claim:
    if one[0] and other[0] and one[0] != other[0]:
        return one[0], AT_ONCE
    ends = [end for _, end in (one, other) if end]
    return one[0] or other[0], min(ends, default=0)
