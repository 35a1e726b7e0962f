"""Stage 4: taking chips for a job: all it needs, or none."""

from __future__ import annotations

from collections.abc import Callable

from jarip.chips import PartHold
from jarip.cloud.scheduling.decisions import Placement
from jarip.cloud.scheduling.joint import JointShelf
from jarip.cloud.scheduling.select import Choice, Offer
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import WHOLE, Demand, QueuedJob

Take = Callable[[Offer, Shelf | JointShelf, QueuedJob], Placement | None]


def allocate(choice: Choice, job: QueuedJob) -> Placement | None:
    """Take the job's chips: of the first offer that has them free. Or None, and nothing taken."""
    take = _choose(job.demand)
    offers = choice.offers
    while choice.full < len(offers):
        offer = offers[choice.full]
        placement = take(offer, offer.shelf, job)
        if placement is not None:
            return placement
        choice.full += 1
    return None


def _take_on_a_node(offer: Offer, shelf: Shelf | JointShelf, job: QueuedJob) -> Placement | None:
    demand = job.demand
    found = shelf.take_on_a_node(demand.count, spread=demand.spread)
    if found is None:
        return None
    node, chips = found
    return Placement(job.id, node, tuple([chip.id for chip in chips]), offer.explain(node))


def _take_a_part(offer: Offer, shelf: Shelf | JointShelf, job: QueuedJob) -> Placement | None:
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


def _take_a_gang(offer: Offer, shelf: Shelf | JointShelf, job: QueuedJob) -> Placement | None:
    demand = job.demand
    gang = shelf.take_gang(demand)
    if not gang:
        return None
    nodes = tuple([node for node, _ in gang])
    chips = tuple([chip.id for _, taken in gang for chip in taken])
    return Placement(job.id, nodes[0], chips, offer.explain(f"{len(nodes)} nodes"), nodes)


def _choose(demand: Demand) -> Take:
    if demand.percent < WHOLE:
        return _take_a_part
    return _take_on_a_node if demand.nodes == 1 else _take_a_gang
