"""Stage 1: whether a job makes sense and what its organization's plan allows."""

from __future__ import annotations

from collections.abc import Mapping

from jarip.cloud.scheduling.decisions import Waiting, Why
from jarip.cloud.scheduling.snapshot import WHOLE, Demand, OrganizationLimits

NO_PLAN = Waiting(Why.NO_PLAN, "the organization has no subscription; subscribe to a plan")


def matches(kind: str, wanted: frozenset[str]) -> bool:
    """Whether a kind is among the wanted: itself, or by its maker (`nvidia` for `nvidia-h100`)."""
    return not wanted or kind in wanted or any(kind.startswith(f"{each}-") for each in wanted)


def check_demand(demand: Demand) -> Waiting | None:
    """Why no pool could ever run it; or None."""
    if demand.count < 1 or demand.nodes < 1:
        return Waiting(Why.MALFORMED, "asks for no chips; ask for one at least")
    if not 0 < demand.percent <= WHOLE:
        return Waiting(Why.MALFORMED, f"asks for {demand.percent} % of a chip; 1 to {WHOLE} can be")
    if demand.percent < WHOLE and demand.chips != 1:
        return Waiting(Why.MALFORMED, "parts of several chips; ask for whole ones, or part of one")
    return None


def check_terms(limits: OrganizationLimits | None, demand: Demand) -> Waiting | None:
    """Why the plan forbids a job with this demand, whatever chips cost; or None."""
    if limits is None:
        return NO_PLAN
    if limits.blocked:
        return Waiting(Why.BLOCKED, limits.blocked)
    most = limits.chips_per_job
    if most is not None and demand.chips > most:
        return Waiting(
            Why.CHIPS_PER_JOB, f"asks for {demand.chips} chips, the plan allows {most} a job"
        )
    return None


def check_prices(micros_per_hour: Mapping[str, int], demand: Demand) -> Waiting | None:
    """Why a plan with these chips at these prices has none for the demand; or None."""
    in_plan = [kind for kind in micros_per_hour if matches(kind, demand.kinds)]
    if not in_plan:
        return Waiting(
            Why.KIND_NOT_IN_PLAN,
            f"the plan has no chips of kind {', '.join(sorted(demand.kinds)) or 'any'}; "
            f"it has {', '.join(sorted(micros_per_hour)) or 'none'}",
        )
    dearest = demand.max_micros_per_hour
    if dearest is not None and all(micros_per_hour[kind] > dearest for kind in in_plan):
        return Waiting(Why.TOO_DEAR, "every acceptable kind costs more than max_price_per_hour")
    return None


def check_concurrency(limits: OrganizationLimits | None, running: int) -> Waiting | None:
    """Whether the organization already runs as many jobs as its plan allows."""
    most = None if limits is None else limits.concurrent_jobs
    if most is None or running < most:
        return None
    return Waiting(
        Why.CONCURRENT_JOBS, f"{running} jobs are running, the plan allows {most} at once"
    )
