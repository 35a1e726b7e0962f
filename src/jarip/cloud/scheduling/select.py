"""Stage 3: which classes of chips satisfy a demand, the cheapest for the work first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jarip.cloud.scheduling.decisions import Waiting, Why, count_text
from jarip.cloud.scheduling.joint import JointShelf
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.shelf import Shelf
from jarip.cloud.scheduling.snapshot import Demand
from jarip.cloud.scheduling.validate import matches


@dataclass(frozen=True, slots=True)
class Offer:
    """A class that satisfies, and what the work costs on it; or all that do of one kind."""

    classes: tuple[ChipClass, ...]
    """Of one kind, so their chips cost the same."""
    micros_per_hour: int
    speed: float
    """Measured, against the other offers of the same demand; 1 where nothing was measured."""
    shelf: Shelf | JointShelf
    reason: str = "free"
    """Why it is as good as it is, against the others."""

    @property
    def kind(self) -> str:
        return self.classes[0].kind

    @property
    def cost(self) -> float:
        """Of a fixed amount of work: what is compared."""
        return self.micros_per_hour / self.speed

    def explain(self, where: str) -> str:
        """A sentence for who starts there."""
        return f"{self.kind} on {where}: {self.reason}"


@dataclass(slots=True)
class Choice:
    """A demand's offers, and how many of the first ones have no room for it any more.

    Free chips only ever become fewer during a pass, so what was full stays full.
    """

    offers: list[Offer]
    full: int = 0


GIB = 1 << 30


def list_offers(
    pool: FreePool,
    micros_per_hour: Mapping[str, int],
    demand: Demand,
    speeds: Mapping[str, Mapping[str, float]],
    organization_id: str,
    now_ms: int,
) -> list[Offer]:
    """Offers by cost of the work, then price, then memory: nothing larger than needed.

    Where speeds aren't known for every kind in question they aren't used: a guess would decide.
    A job of several chips or nodes is offered all classes of a kind together after each alone.
    """
    most = demand.max_micros_per_hour
    fitting = [
        each
        for each in pool.classes()
        if each.kind in micros_per_hour
        and each.memory_bytes >= demand.min_memory_bytes
        and each.isolation >= demand.isolation
        and demand.is_held_to(each.part_hold)
        and matches(each.kind, demand.kinds)
        and each.is_open_to(organization_id, demand.limit_ms, now_ms)
        and (most is None or micros_per_hour[each.kind] <= most)
    ]
    speed = _speeds_for({each.kind for each in fitting}, speeds, demand.work)
    offers = [
        Offer((each,), micros_per_hour[each.kind], speed[each.kind], pool.shelves[each])
        for each in fitting
    ]
    offers = sorted(_with_reasons(offers), key=_order_of)
    return list(_with_joint(pool, offers)) if demand.chips > 1 else offers


def _order_of(offer: Offer) -> tuple[object, ...]:
    chip_class = offer.classes[0]
    return (
        offer.cost,
        offer.micros_per_hour,
        # What is reserved for us, or has to be given back soon, is used before the rest.
        not chip_class.reserved_for,
        chip_class.until_ms or 1 << 62,
        chip_class,
    )


def _with_joint(pool: FreePool, offers: list[Offer]) -> Iterator[Offer]:
    """After the last class of a kind, all of them together: a job's chips are all of one kind,
    but their memory, isolation or windows may differ from node to node."""
    left = Counter(offer.kind for offer in offers)
    for offer in offers:
        yield offer
        kind = offer.kind
        left[kind] -= 1
        if not left[kind]:
            alike = [each for each in offers if each.kind == kind]
            if len(alike) > 1:
                classes = tuple([each.classes[0] for each in alike])
                yield replace(offer, classes=classes, shelf=pool.join(classes))


def _with_reasons(offers: list[Offer]) -> list[Offer]:
    costs = {offer.kind: offer.cost for offer in offers}
    if len(costs) < 2:
        return offers
    plain = f"the cheapest of {len(costs)} acceptable kinds"
    reasons = {kind: plain + _saving(kind, costs) for kind in costs}
    # Where no speeds are known, prices alone were compared.
    return [
        replace(offer, reason=plain if offer.speed == 1.0 else reasons[offer.kind])
        for offer in offers
    ]


def _saving(kind: str, costs: Mapping[str, float]) -> str:
    dearest = max(cost for other, cost in costs.items() if other != kind)
    if not dearest > costs[kind] > 0:
        return ""
    return f" for the work, {dearest / costs[kind]:.1f} times cheaper than the dearest"


def _speeds_for(
    kinds: set[str], speeds: Mapping[str, Mapping[str, float]], work: str
) -> Mapping[str, float]:
    """Of this very work where every kind was measured with it, else general, else all alike."""
    for measured in (speeds.get(work, {}), speeds.get("", {})):
        if kinds and all(measured.get(kind, 0) > 0 for kind in kinds):
            return measured
    return dict.fromkeys(kinds, 1.0)


def check_pool(pool: FreePool, offers: list[Offer], demand: Demand) -> Waiting | None:
    """Why the pool, even if it were empty, could not run the demand; or None."""
    if not offers:
        wanted = " or ".join(sorted(demand.kinds)) or "any kind in the plan"
        memory = f" with {demand.min_memory_bytes / GIB:g} GiB" if demand.min_memory_bytes else ""
        isolation = f" that can be isolated at L{demand.isolation}" if demand.isolation else ""
        asked_for = [each for each in pool.classes() if matches(each.kind, demand.kinds)]
        if asked_for and not any(demand.is_held_to(each.part_hold) for each in asked_for):
            return Waiting(
                Why.NO_SUCH_CHIP,
                f"no part of {wanted} is held apart from other jobs' parts: the kernel only does "
                "it for processors; ask for a whole chip, or for isolation L0",
            )
        if any(matches(each.kind, demand.kinds) for each in pool.spoken_for()):
            return Waiting(
                Why.SPOKEN_FOR,
                f"the chips of {wanted} are reserved for others or out of service; "
                "before maintenance, a job with a timeout that ends in time can start",
            )
        return Waiting(Why.NO_SUCH_CHIP, f"the pool has no chip of {wanted}{memory}{isolation}")
    if any(offer.shelf.count_nodes(demand.count) >= demand.nodes for offer in offers):
        return None
    most = max(offer.shelf.most_on_a_node for offer in offers)
    text = f"asks for {demand.count} chips on one node, the largest has {most}"
    if most >= demand.count:
        nodes = max(offer.shelf.count_nodes(demand.count) for offer in offers)
        text = (
            f"asks for {demand.nodes} nodes with {count_text(demand.count, 'chip')} each, "
            f"all of one kind, the pool has {nodes}"
        )
    return Waiting(Why.TOO_FEW_CHIPS, text)
