"""Which of a node's free chips to take: close to each other, breaking up as little as possible."""

from __future__ import annotations

from itertools import groupby

from jarip.cloud.scheduling.snapshot import PoolChip


def group_by_island(free: list[PoolChip]) -> list[PoolChip]:
    """The same chips as `take_close` wants them: those of an island together, the smallest island
    last, and each backwards, so that its first chip is the last of all."""
    islands: dict[str, list[PoolChip]] = {}
    for chip in free:
        islands.setdefault(chip.island, []).append(chip)
    return _join(list(islands.values()))


def take_close(free: list[PoolChip], count: int) -> list[PoolChip]:
    """Remove `count` chips from a grouped list that has more: of the smallest island that has
    enough, else of the fewest islands. What remains is grouped again.

    Most jobs want no more than the smallest island has: that one is at the end, and the chips are
    cut off there.
    """
    if free[-count].island == free[-1].island:
        taken = free[: -count - 1 : -1]
        del free[-count:]
        return taken
    islands = [list(chips)[::-1] for _, chips in groupby(free, key=_island_of)][::-1]
    taken = []
    while len(taken) < count:
        left = count - len(taken)
        best = next((chips for chips in islands if len(chips) >= left), islands[-1])
        taken += best[:left]
        del best[:left]
        if not best:
            islands.remove(best)
    free[:] = _join(islands)
    return taken


def _join(islands: list[list[PoolChip]]) -> list[PoolChip]:
    islands.sort(key=len)
    joined = [chip for chips in islands for chip in chips]
    joined.reverse()
    return joined


def _island_of(chip: PoolChip) -> str:
    return chip.island
