"""Placement groups: a gang's chips in Ray's own books, all of them or none.

In a cluster of our own this only confirms what our scheduler knows; in one that others use, too, it
keeps their work off the gang's chips and ours off theirs.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from jarip.cloud.engines.engine import PrepareError
from jarip.cloud.engines.nodes.records import Member
from jarip.cloud.engines.ray.command import CHIP_RESOURCE, NODE_RESOURCE
from jarip.cloud.engines.ray.library import load_ray

WAIT_S = 10.0
PIN = 0.001
"""So much of a node's own resource ties a bundle to it."""


class Groups:
    """By attempt."""

    def __init__(self) -> None:
        self._groups: dict[str, Any] = {}

    def reserve(self, attempt_id: str, members: tuple[Member, ...]) -> None:
        """PrepareError if the cluster doesn't give all of it in time; then it holds nothing."""
        ray = load_ray()
        groups = load_ray("ray.util.placement_group")

        if attempt_id in self._groups:
            return
        group = groups.placement_group(
            [_bundle(member) for member in members], strategy="SPREAD", name=attempt_id
        )
        try:
            ray.get(group.ready(), timeout=WAIT_S)
        except ray.exceptions.RayError as error:
            groups.remove_placement_group(group)
            raise PrepareError(
                f"the cluster did not give all {len(members)} nodes' chips in {WAIT_S:.0f} s"
            ) from error
        self._groups[attempt_id] = group

    def release(self, attempt_id: str) -> None:
        remove_placement_group = load_ray("ray.util.placement_group").remove_placement_group

        group = self._groups.pop(attempt_id, None)
        if group is not None:
            remove_placement_group(group)


def _bundle(member: Member) -> dict[str, float]:
    kinds = Counter(chip.rpartition(":")[0] for chip in member.chips)
    return {f"{NODE_RESOURCE}{member.node_id}": PIN} | {
        f"{CHIP_RESOURCE}{kind}": count * member.percent / 100 for kind, count in kinds.items()
    }
