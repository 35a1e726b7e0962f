"""The pool as the console shows it: a cell a chip, and sums by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.chips import Chip, Health
from jarip.cloud.console.charts.pool_map import MOST_TITLED, draw_pool_map
from jarip.cloud.console.view import View
from jarip.cloud.control.held_chips import Held
from jarip.cloud.jobs.states import ACTIVE_ATTEMPT_STATES
from jarip.cloud.jobs.tables import Attempt

STATES = ("mine", "busy", "free", "degraded", "down")


@dataclass(frozen=True)
class KindOfChip:
    """All chips of one kind."""

    kind: str
    model: str
    cells: list[tuple[str, str]]
    """(state, label) of each."""

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.cells)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many are in each state."""
        return Counter(state for state, _ in self.cells)

    @property
    def busy(self) -> int:
        """How many are in use, by whomever."""
        return self.counts["busy"] + self.counts["mine"]

    @property
    def down(self) -> int:
        """How many can't be used."""
        return self.counts["down"]

    @property
    def map(self) -> Markup:
        """A map of this kind alone."""
        return draw_pool_map(self.kind, self.cells)


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
    held = pool.find_held(session)
    mine = set(
        session.scalars(
            select(Attempt.id).where(
                Attempt.state.in_(ACTIVE_ATTEMPT_STATES),
                Attempt.organization_id == view.principal.organization_id,
            )
        )
    )
    words = {state: view.say(f"pool.{state}") for state in STATES}
    titled = len(pool.chips) <= MOST_TITLED
    cells: list[tuple[str, str]] = []
    by_kind: dict[str, KindOfChip] = {}
    for chip in pool.chips:
        state = _state_of(chip, held.get(chip.id), mine)
        cell = (state, f"{chip.id} · {chip.model} · {words[state]}" if titled else "")
        cells.append(cell)
        if chip.kind not in by_kind:
            by_kind[chip.kind] = KindOfChip(chip.kind, chip.model, [])
        by_kind[chip.kind].cells.append(cell)
    kinds = [by_kind[kind] for kind in sorted(by_kind)]
    used = sum(kind.busy for kind in kinds)
    title = view.say("pool.map", total=f"{len(cells):,}", busy=f"{used:,}")
    return PoolPicture(
        len(cells), used, sum(kind.down for kind in kinds), kinds, draw_pool_map(title, cells)
    )


def _state_of(chip: Chip, held: Held | None, mine: Set[str]) -> str:
    if chip.health not in (Health.OK, Health.DEGRADED):
        return "down"
    if held is not None:
        return "busy" if mine.isdisjoint(held.attempts) else "mine"
    return "degraded" if chip.health is Health.DEGRADED else "free"
