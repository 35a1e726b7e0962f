"""Revenue, by currency and month."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.billing.revenue import Revenue, measure_revenue
from jarip.cloud.catalog.money import MICROS
from jarip.cloud.console.charts.bars import Bar, draw_bars, draw_legend
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.view import View

router = APIRouter(prefix="/operator/revenue")
DAYS = 366


@router.get("")
def show_revenue(view: Operator) -> Response:
    """What was issued and paid, and what subscriptions bring."""
    with view.cloud.database.read() as session:
        figures = measure_revenue(session, view.now_ms - DAYS * DAY_MS)
    names = [view.say("state.paid"), view.say("state.issued")]
    return view.page(
        "operator/revenue.html",
        figures=[(each, _draw(view, each, names)) for each in figures],
        legend=draw_legend(names),
    )


def _draw(view: View, revenue: Revenue, names: list[str]) -> str:
    bars = [
        Bar(
            month.name,
            (
                max(0.0, month.paid_micros / MICROS),
                max(0.0, (month.issued_micros - month.paid_micros) / MICROS),
            ),
        )
        for month in revenue.months
    ]
    title = view.say("operator.by_month", currency=revenue.currency)

    def show(value: float) -> str:
        return view.money(int(value * MICROS), revenue.currency, 0)

    return draw_bars(title, names, bars, show) if bars else ""
