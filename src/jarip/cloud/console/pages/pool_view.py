"""The pool as the console shows it: a cell a chip, and sums by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.chips import Health
from jarip.cloud.console.charts.pool_map import draw_pool_map
from jarip.cloud.console.view import View
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES
from jarip.cloud.jobs.tables import Attempt


@dataclass(frozen=True)
class KindOfChip:
    """All chips of one kind."""

    kind: str
    model: str
    total: int
    busy: int
    down: int


@dataclass(frozen=True)
class PoolPicture:
    """The pool at one moment."""

    total: int
    busy: int
    down: int
    kinds: list[KindOfChip]
    map: Markup


def look_at_pool(session: Session, view: View) -> PoolPicture:
    """Every chip and what it does. Of other organizations' jobs only that there are some."""
    assert view.loop is not None
    pool = view.loop.pool
    busy = pool.find_held(session)
    mine = set(
        session.scalars(
            select(Attempt.id).where(
                Attempt.state.in_(ACTIVE_ATTEMPT_STATES),
                Attempt.organization_id == view.principal.organization_id,
            )
        )
    )
    states = {}
    for chip in pool.chips:
        if chip.health not in (Health.OK, Health.DEGRADED):
            states[chip.id] = "down"
        elif chip.id in busy:
            states[chip.id] = "mine" if mine.intersection(busy[chip.id].attempts) else "busy"
        else:
            states[chip.id] = "degraded" if chip.health is Health.DEGRADED else "free"
    counts = Counter((chip.kind, states[chip.id]) for chip in pool.chips)
    models = {chip.kind: chip.model for chip in pool.chips}
    kinds = [
        KindOfChip(
            kind,
            model,
            sum(count for (its, _), count in counts.items() if its == kind),
            counts[kind, "busy"] + counts[kind, "mine"],
            counts[kind, "down"],
        )
        for kind, model in sorted(models.items())
    ]
    used = sum(kind.busy for kind in kinds)
    cells = [
        (states[chip.id], f"{chip.id} · {chip.model} · {view.say('pool.' + states[chip.id])}")
        for chip in pool.chips
    ]
    title = view.say("pool.map", total=len(cells), busy=used)
    return PoolPicture(
        len(cells), used, sum(kind.down for kind in kinds), kinds, draw_pool_map(title, cells)
    )
