"""Stage 4: taking chips for a job: all it needs, or none."""

from __future__ import annotations

from jarip.cloud.scheduling.decisions import Placement
from jarip.cloud.scheduling.pool import FreePool
from jarip.cloud.scheduling.select import Offer
from jarip.cloud.scheduling.snapshot import WHOLE, QueuedJob


def allocate(pool: FreePool, offers: list[Offer], job: QueuedJob) -> Placement | None:
    """Take the job's chips: of the first offer that has them free. Or None, and nothing taken."""
    for offer in offers:
        placement = _take(pool, offer, offers, job)
        if placement is not None:
            return placement
    return None


def _take(pool: FreePool, offer: Offer, offers: list[Offer], job: QueuedJob) -> Placement | None:
    demand, chip_class = job.demand, offer.chip_class
    if demand.percent < WHOLE:
        chip = pool.take_part(chip_class, demand)
        if chip is None:
            return None
        text = f"{demand.percent} % of a {_explain(offer, offers, chip.node_id)}"
        memory = demand.part_of_memory(chip.memory_bytes)
        return Placement(
            job.id,
            chip.node_id,
            (chip.id,),
            text,
            percent=demand.percent,
            part_memory_bytes=memory,
        )
    if demand.nodes == 1:
        node = pool.find_node(chip_class, demand.count, spread=demand.spread)
        if node is None:
            return None
        chips = pool.take(chip_class, node, demand.count)
        return Placement(job.id, node, chips, _explain(offer, offers, node))
    nodes = pool.find_nodes(chip_class, demand)
    if not nodes:
        return None
    gang = tuple(chip for node in nodes for chip in pool.take(chip_class, node, demand.count))
    text = _explain(offer, offers, f"{len(nodes)} nodes")
    return Placement(job.id, nodes[0], gang, text, tuple(nodes))


def _explain(offer: Offer, offers: list[Offer], where: str) -> str:
    kind = offer.chip_class.kind
    others = [other for other in offers if other.chip_class.kind != kind]
    if not others:
        return f"{kind} on {where}: free"
    kinds = len({other.chip_class.kind for other in others}) + 1
    dearest = max(other.cost for other in others)
    reason = f"{kind} on {where}: the cheapest of {kinds} acceptable kinds"
    if offer.speed != 1.0 and dearest > offer.cost > 0:
        return f"{reason} for the work, {dearest / offer.cost:.1f} times cheaper than the dearest"
    return reason
