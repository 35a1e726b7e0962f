"""From the reports of an attempt's members to one report. Members live and die together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jarip.cloud.engines.engine import Ending, Phase, Report

BY_GANG = "gang"
"""Who stops the members that are left when one of them has ended."""
OVER = (Phase.ENDED, Phase.LOST)


def must_stop_others(reports: Sequence[Report]) -> bool:
    """Whether a member ended in such a way that the others can't go on."""
    return any(
        report.phase is Phase.LOST
        or (
            report.ending is not None and (report.ending.exit_code != 0 or report.ending.stopped_by)
        )
        for report in reports
    )


def merge_reports(attempt_id: str, reports: Mapping[int, Report]) -> Report:
    """One report from the members', by rank.

    The attempt runs from when its last member began to when its last one ended. It is lost as soon
    as nothing of it is left and a member was lost; it ended like the member that ended first in
    trouble, else like the first one.
    """
    if len(reports) == 1:
        return next(iter(reports.values()))
    ordered = [reports[rank] for rank in sorted(reports)]
    starts = [each.started_ms for each in ordered]
    started = max(filter(None, starts), default=None) if all(starts) else None
    ran_ms = 0
    if started is not None:
        ends = [each.started_ms + each.ran_ms for each in ordered if each.started_ms is not None]
        ran_ms = max(0, max(ends) - started)
    saved = min((each.saved_ms for each in ordered if each.saved_ms is not None), default=None)
    merged = Report(attempt_id, Phase.RUNNING, started, ran_ms, saved_ms=saved)
    if all(each.phase in OVER for each in ordered):
        return _merge_over(merged, ordered)
    phases = {each.phase for each in ordered}
    for phase in (Phase.UNKNOWN, Phase.PREPARED):
        if phase in phases and not phases & {*OVER, Phase.RUNNING, Phase.STARTING}:
            return replace(merged, phase=phase)
    return merged if started is not None else replace(merged, phase=Phase.STARTING)


def _merge_over(merged: Report, ordered: Sequence[Report]) -> Report:
    endings = [each.ending for each in ordered if each.ending is not None]
    own = [ending for ending in endings if ending.stopped_by != BY_GANG]
    if any(each.phase is Phase.LOST for each in ordered):
        names = tuple([name for each in ordered for name in each.lost_nodes])
        return replace(merged, phase=Phase.LOST, lost_nodes=names)
    troubled = [each for each in own if each.exit_code != 0 or each.stopped_by or each.error]
    decisive = (troubled or own or endings)[0]
    return replace(merged, phase=Phase.ENDED, ending=_sum(decisive, endings))


def _sum(decisive: Ending, endings: Sequence[Ending]) -> Ending:
    return replace(
        decisive,
        peak_memory_bytes=max(each.peak_memory_bytes for each in endings),
        processor_ms=sum(each.processor_ms for each in endings),
        log_dropped_bytes=sum(each.log_dropped_bytes for each in endings),
    )
