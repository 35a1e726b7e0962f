"""Stage 4: taking chips for a job: all it needs, or none."""

from __future__ import annotations

from collections.abc import Callable

from jarip.chips import PartHold
from jarip.cloud.scheduling.decisions import Placement
from jarip.cloud.scheduling.select import Choice, Offer
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import WHOLE, QueuedJob

Take = Callable[[Offer, Shelf, QueuedJob], Placement | None]


def allocate(choice: Choice, job: QueuedJob) -> Placement | None:
    """Take the job's chips: of the first offer that has them free. Or None, and nothing taken."""
    take = _choose(job)
    while choice.full < len(choice.offers):
        offer = choice.offers[choice.full]
        placement = take(offer, offer.shelf, job)
        if placement is not None:
            return placement
        choice.full += 1
    return None


def _take_on_a_node(offer: Offer, shelf: Shelf, job: QueuedJob) -> Placement | None:
    demand = job.demand
    node = shelf.find_node(demand.count, spread=demand.spread)
    if node is None:
        return None
    return Placement(job.id, node, shelf.take(node, demand.count), offer.explain(node))


def _take_a_part(offer: Offer, shelf: Shelf, job: QueuedJob) -> Placement | None:
    demand = job.demand
    chip = shelf.take_part(demand)
    if chip is None:
        return None
    text = f"{demand.percent} % of a {offer.explain(chip.node_id)}"
    if chip.part_hold is not PartHold.KERNEL:
        text += f"; held to it by {chip.part_hold}"
    return Placement(
        job.id,
        chip.node_id,
        (chip.id,),
        text,
        percent=demand.percent,
        part_memory_bytes=demand.part_of_memory(chip.memory_bytes),
    )


def _take_a_gang(offer: Offer, shelf: Shelf, job: QueuedJob) -> Placement | None:
    demand = job.demand
    nodes = shelf.find_nodes(demand)
    if not nodes:
        return None
    gang = tuple(chip for node in nodes for chip in shelf.take(node, demand.count))
    text = offer.explain(f"{len(nodes)} nodes")
    return Placement(job.id, nodes[0], gang, text, tuple(nodes))


def _choose(job: QueuedJob) -> Take:
    if job.demand.percent < WHOLE:
        return _take_a_part
    return _take_on_a_node if job.demand.nodes == 1 else _take_a_gang
