"""From an order to its members."""

from __future__ import annotations

from collections.abc import Callable

from jarip.cloud.engines.engine import Order, PrepareError
from jarip.cloud.engines.nodes.records import Directory, Member, NodeUnreachable, Share


def split_order(order: Order) -> tuple[Member, ...]:
    """A member for each node, in the order in which its chips are named: `node/cpu:0`."""
    nodes: dict[str, list[str]] = {}
    for name in order.chips:
        node, slash, chip = name.rpartition("/")
        if not slash:
            raise PrepareError(f"{name} names no node")
        nodes.setdefault(node, []).append(chip)
    return tuple(
        Member(node, rank, tuple(chips), order.percent)
        for rank, (node, chips) in enumerate(nodes.items())
    )


def make_share(directory: Directory, members: tuple[Member, ...]) -> Callable[[int], Share]:
    """What each member has to know. The first one's node says at which port they meet."""
    facts = directory.nodes()
    missing = [member.node_id for member in members if member.node_id not in facts]
    if missing:
        raise PrepareError(f"{missing[0]} has left")
    peers = tuple(facts[member.node_id].address for member in members)
    port = 0
    if len(members) > 1:
        first = directory.handle(members[0].node_id)
        if first is None:
            raise PrepareError(f"{members[0].node_id} has left")
        try:
            port = first.call("find_port")
        except NodeUnreachable as error:
            raise PrepareError(f"{members[0].node_id} does not answer") from error

    def share(rank: int) -> Share:
        return Share(
            rank,
            len(members),
            len(members[rank].chips),
            peers[0],
            port,
            facts[members[rank].node_id].interface,
            peers,
        )

    return share
