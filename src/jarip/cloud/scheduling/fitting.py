"""Stage 3: which classes of chips satisfy a demand, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jarip.cloud.scheduling.decisions import Waiting, Why
from jarip.cloud.scheduling.pool import ChipClass, FreePool
from jarip.cloud.scheduling.snapshot import Demand


def fitting_classes(
    classes: Iterable[ChipClass], micros_per_hour: Mapping[str, int], demand: Demand
) -> list[ChipClass]:
    """Classes that satisfy the demand, by price, then by memory: nothing larger than needed."""
    most = demand.max_micros_per_hour
    return sorted(
        (
            chip_class
            for chip_class in classes
            if chip_class.kind in micros_per_hour
            and (not demand.kinds or chip_class.kind in demand.kinds)
            and chip_class.memory_bytes >= demand.min_memory_bytes
            and chip_class.isolation >= demand.isolation
            and (most is None or micros_per_hour[chip_class.kind] <= most)
        ),
        key=lambda chip_class: (micros_per_hour[chip_class.kind], chip_class.memory_bytes),
    )


def check_pool(pool: FreePool, fitting: list[ChipClass], demand: Demand) -> Waiting | None:
    """Why the pool, even if it were empty, could not run the demand; or None."""
    if not fitting:
        wanted = " or ".join(sorted(demand.kinds)) or "any kind in the plan"
        memory = f" with {demand.min_memory_bytes} bytes" if demand.min_memory_bytes else ""
        isolation = f" that can be isolated at L{demand.isolation}" if demand.isolation else ""
        return Waiting(Why.NO_SUCH_CHIP, f"the pool has no chip of {wanted}{memory}{isolation}")
    most = max(pool.most_on_a_node[chip_class] for chip_class in fitting)
    if most < demand.count:
        return Waiting(
            Why.TOO_FEW_CHIPS, f"asks for {demand.count} chips on one node, the largest has {most}"
        )
    return None
