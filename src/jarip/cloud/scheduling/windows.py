"""Maintenance, draining and reservations, as what they make of a node's chips."""

from __future__ import annotations

from jarip.cloud.scheduling.snapshot import Snapshot

AT_ONCE = -1
"""An end so long ago that nothing may start."""


def claim_nodes(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """Node → (organization that alone may use it now, when it has to be free; 0 for never).

    A window that is open counts before one to come. Overlapping ones are all kept to: the
    earliest end holds, and a node that two organizations claim at once is nobody's.
    """
    claims: dict[str, tuple[str, int]] = {}
    for window in sorted(snapshot.windows, key=lambda each: each.from_ms):
        if window.until_ms <= snapshot.now_ms:
            continue
        is_open = window.from_ms <= snapshot.now_ms
        if is_open:
            own = (window.organization_id, 0 if window.organization_id else AT_ONCE)
        else:
            own = ("", window.from_ms)
        for node in window.nodes:
            claims[node] = _both(claims[node], own) if node in claims else own
    return claims


def _both(one: tuple[str, int], other: tuple[str, int]) -> tuple[str, int]:
    if one[0] and other[0] and one[0] != other[0]:
        return one[0], AT_ONCE
    ends = [end for _, end in (one, other) if end]
    return one[0] or other[0], min(ends, default=0)
