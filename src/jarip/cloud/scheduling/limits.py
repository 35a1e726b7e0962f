"""Stage 2: what the organization's plan allows."""

from __future__ import annotations

from jarip.cloud.scheduling.decisions import Waiting, Why
from jarip.cloud.scheduling.snapshot import Demand, OrganizationLimits


def check_plan(limits: OrganizationLimits | None, demand: Demand) -> Waiting | None:
    """Why the plan forbids a job with this demand, whatever else is going on; or None."""
    if limits is None:
        return Waiting(Why.NO_PLAN, "the organization has no subscription; subscribe to a plan")
    if limits.blocked:
        return Waiting(Why.BLOCKED, limits.blocked)
    if limits.chips_per_job is not None and demand.count > limits.chips_per_job:
        return Waiting(
            Why.CHIPS_PER_JOB,
            f"asks for {demand.count} chips, the plan allows {limits.chips_per_job} a job",
        )
    wanted = demand.kinds or frozenset(limits.micros_per_hour)
    in_plan = wanted & frozenset(limits.micros_per_hour)
    if not in_plan:
        return Waiting(
            Why.KIND_NOT_IN_PLAN,
            f"the plan has no chips of kind {', '.join(sorted(wanted)) or 'any'}; "
            f"it has {', '.join(sorted(limits.micros_per_hour)) or 'none'}",
        )
    most = demand.max_micros_per_hour
    if most is not None and all(limits.micros_per_hour[kind] > most for kind in in_plan):
        return Waiting(Why.TOO_DEAR, "every acceptable kind costs more than max_price_per_hour")
    return None


def check_concurrency(limits: OrganizationLimits, running: int) -> Waiting | None:
    """Whether the organization already runs as many jobs as its plan allows."""
    most = limits.concurrent_jobs
    if most is None or running < most:
        return None
    return Waiting(
        Why.CONCURRENT_JOBS, f"{running} jobs are running, the plan allows {most} at once"
    )
