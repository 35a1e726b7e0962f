"""The usage explorer: by day and by kind of chip, project or member."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.stretches import rate_span
from jarip.cloud.console.charts.bars import Bar, draw_bars, draw_legend
from jarip.cloud.console.formats import DAY_MS, HOUR_MS, format_hours, format_short_day
from jarip.cloud.console.pages.people import name_actors
from jarip.cloud.console.pages.usage_sums import GROUPS, Days, sum_days
from jarip.cloud.console.requests import require
from jarip.cloud.console.view import View
from jarip.cloud.metering.inputs import COMPUTE
from jarip.cloud.metering.queries import Scope
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter(prefix="/usage")

Reader = Annotated[View, Depends(require(Permission.USAGE_READ))]
SPANS_DAYS = (7, 30, 90)
MOST_SERIES = 8


@dataclass(frozen=True)
class Share:
    """One series: its chip time and what it costs before included compute."""

    name: str
    amount_ms: int
    micros: int | None


@router.get("")
def show_usage(
    view: Reader, by: str = "kind", days: int = 30, project: str = "", kind: str = ""
) -> Response:
    """Charts and sums."""
    by = by if by in GROUPS else "kind"
    days = days if days in SPANS_DAYS else 30
    scope = _scope(view, project)
    with view.cloud.database.read() as session:
        sums = sum_days(session, view, days, by=by, scope=scope, kind=kind)
        names = _name_series(session, view, by, sums.series)
        terms = find_terms(session, view.principal.organization_id, view.now_ms)
        shares = [
            Share(names[each], sum(sums.amounts[each]), _cost(session, view, scope, sums, by, each))
            for each in sums.series
        ]
    labels = [names[each] for each in sums.series]
    return view.page(
        "usage.html",
        sums=sums,
        shares=shares,
        currency=terms.currency if terms else None,
        cost=sum(share.micros or 0 for share in shares),
        chart=_draw(view, sums, labels),
        legend=draw_legend(labels[:MOST_SERIES]),
        by=by,
        groups=list(GROUPS),
        days=days,
        spans=SPANS_DAYS,
        project=project,
        kind=kind,
    )


@router.get("/days.csv")
def download_usage(
    view: Reader, by: str = "kind", days: int = 30, project: str = "", kind: str = ""
) -> Response:
    """The same by day as CSV, in chip-hours."""
    sums, names = _read(view, by, days, project, kind)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["day", *(names[each] for each in sums.series)])
    for index, day in enumerate(_dates(view, sums)):
        hours = (f"{sums.amounts[each][index] / HOUR_MS:.6f}" for each in sums.series)
        writer.writerow([day, *hours])
    headers = {"Content-Disposition": 'attachment; filename="usage.csv"'}
    return Response("\ufeff" + text.getvalue(), 200, headers, "text/csv; charset=utf-8")


@router.get("/days.json")
def read_usage(
    view: Reader, by: str = "kind", days: int = 30, project: str = "", kind: str = ""
) -> Response:
    """The same by day as JSON, in chip-milliseconds."""
    sums, names = _read(view, by, days, project, kind)
    return JSONResponse(
        {
            "by": by,
            "days": _dates(view, sums),
            "chip_ms": {names[each]: sums.amounts[each] for each in sums.series},
            "faulted_ms": sums.faulted_ms,
        }
    )


def _read(view: View, by: str, days: int, project: str, kind: str) -> tuple[Days, dict[str, str]]:
    by = by if by in GROUPS else "kind"
    days = min(max(1, days), 366)
    with view.cloud.database.read() as session:
        sums = sum_days(session, view, days, by=by, scope=_scope(view, project), kind=kind)
        return sums, _name_series(session, view, by, sums.series)


def _scope(view: View, project: str) -> Scope:
    chosen = view.principal.project_id or project
    return Scope(view.principal.organization_id, chosen)


def _cost(session: Session, view: View, scope: Scope, sums: Days, by: str, name: str) -> int | None:
    """What one series costs over the span shown."""
    terms = find_terms(session, view.principal.organization_id, view.now_ms)
    if terms is None or (by == "member" and not name):
        return None
    its = {
        "project": Scope(scope.organization_id, name),
        "member": Scope(scope.organization_id, scope.project_id, name),
    }.get(by, scope)
    end_ms = sums.starts_ms[-1] + DAY_MS
    stretches = rate_span(session, its, terms.currency, sums.starts_ms[0], end_ms)
    return sum(
        charge.charge_micros
        for stretch in stretches
        for charge in stretch.charges
        if charge.resource in COMPUTE and (by != "kind" or charge.kind == name)
    )


def _name_series(session: Session, view: View, by: str, series: list[str]) -> dict[str, str]:
    if by == "kind":
        return {each: each.upper() for each in series}
    if by == "project":
        names = {project.id: project.name for project in view.signed.projects}
        return {each: names.get(each, each) for each in series}
    people = name_actors(session, set(series))
    return {each: people[each] or view.say("usage.no_member") for each in series}


def _draw(view: View, sums: Days, labels: list[str]) -> Markup:
    kept = sums.series[:MOST_SERIES]
    bars = [
        Bar(
            format_short_day(start, view.zone, view.language),
            tuple(float(sums.amounts[each][day]) for each in kept),
        )
        for day, start in enumerate(sums.starts_ms)
    ]
    title = view.say("usage.chart", days=len(sums))
    hours = [Bar(bar.label, tuple(value / HOUR_MS for value in bar.values)) for bar in bars]
    return draw_bars(title, labels, hours, lambda value: format_hours(int(value * HOUR_MS)))


def _dates(view: View, sums: Days) -> list[str]:
    return [
        datetime.fromtimestamp(start / 1000, view.zone).date().isoformat()
        for start in sums.starts_ms
    ]
