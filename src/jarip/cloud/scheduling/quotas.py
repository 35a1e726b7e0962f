"""Operators' quotas: how many chips the jobs of an organization or project may have together."""

from __future__ import annotations

from collections import Counter, defaultdict

from jarip.cloud.scheduling.decisions import Waiting, Why, count_text
from jarip.cloud.scheduling.select import Offer
from jarip.cloud.scheduling.snapshot import WHOLE, QueuedJob, Quota, Snapshot
from jarip.cloud.scheduling.validate import matches


class QuotaBook:
    """What is held of each quota during one pass; parts of chips count as such."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_organization: dict[str, list[Quota]] = defaultdict(list)
        for quota in snapshot.quotas:
            self._by_organization[quota.organization_id].append(quota)
        self._held: Counter[Quota] = Counter()
        """In percent of a chip."""
        if snapshot.quotas:
            for job in snapshot.running_jobs:
                percent = len(job.chips) * job.percent
                self._note(job.organization_id, job.project_id, job.kind, percent)

    def covers(self, organization_id: str) -> bool:
        """Whether the organization has any quota: most have none."""
        return organization_id in self._by_organization

    def open_offers(self, offers: list[Offer], job: QueuedJob) -> list[Offer]:
        """The offers that the job's quotas leave it."""
        percent = job.demand.chips * job.demand.percent
        return [
            offer
            for offer in offers
            if all(
                self._held[quota] + percent <= quota.chips * WHOLE
                for quota in self._quotas_of(job.organization_id, job.project_id)
                if _is_for(quota, offer.kind)
            )
        ]

    def refusal(self, job: QueuedJob) -> Waiting:
        """Why a job has no open offers."""
        demand = job.demand
        percent = demand.chips * demand.percent
        quotas = self._quotas_of(job.organization_id, job.project_id)
        over = [
            quota for quota in quotas if self._held[quota] + percent > quota.chips * WHOLE
        ] or quotas
        quota = min(over, key=lambda each: each.chips * WHOLE - self._held[each])
        whose = "the project" if quota.project_id else "the organization"
        limit = f"quota of {quota.chips} {quota.kind + ' ' if quota.kind else ''}chips"
        asked = count_text(percent / WHOLE, "chip")
        if percent > quota.chips * WHOLE:
            return Waiting(
                Why.QUOTA, f"asks for {asked}, more than {whose}'s {limit}: it can never start"
            )
        held = count_text(self._held[quota] / WHOLE, "chip")
        return Waiting(
            Why.QUOTA, f"{whose}'s jobs have {held}; with {asked} more they'd be over its {limit}"
        )

    def describe(self, job: QueuedJob) -> tuple[str, ...]:
        """A sentence for each quota that the job falls under."""
        return tuple(
            f"quota: {'the project' if quota.project_id else 'the organization'} has "
            f"{count_text(self._held[quota] / WHOLE, 'chip')} "
            f"of {quota.chips} {quota.kind}".rstrip()
            for quota in self._quotas_of(job.organization_id, job.project_id)
        )

    def note(self, job: QueuedJob, kind: str) -> None:
        """The job got chips of this kind."""
        percent = job.demand.chips * job.demand.percent
        self._note(job.organization_id, job.project_id, kind, percent)

    def _note(self, organization_id: str, project_id: str, kind: str, percent: int) -> None:
        for quota in self._quotas_of(organization_id, project_id):
            if _is_for(quota, kind):
                self._held[quota] += percent

    def _quotas_of(self, organization_id: str, project_id: str) -> list[Quota]:
        return [
            quota
            for quota in self._by_organization.get(organization_id, ())
            if quota.project_id in ("", project_id)
        ]


def _is_for(quota: Quota, kind: str) -> bool:
    return not quota.kind or matches(kind, frozenset({quota.kind}))
