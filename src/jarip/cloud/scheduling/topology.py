"""Which of a node's free chips to take: close to each other, breaking up as little as possible."""

from __future__ import annotations

from jarip.cloud.scheduling.snapshot import PoolChip


def pick_chips(free: list[PoolChip], count: int) -> tuple[list[PoolChip], list[PoolChip]]:
    """(`count` chips, the others). Of the smallest island that has enough; else of the fewest."""
    if count >= len(free) or not free[0].island:  # a node says it of all its chips or of none
        return free[:count], free[count:]
    if count == 1:
        return _pick_one(free)
    islands: dict[str, list[PoolChip]] = {}
    for chip in free:
        islands.setdefault(chip.island, []).append(chip)
    taken: list[PoolChip] = []
    while len(taken) < count:
        left = count - len(taken)
        enough = [chips for chips in islands.values() if len(chips) >= left]
        best = min(enough, key=len) if enough else max(islands.values(), key=len)
        taken += best[:left]
        del islands[best[0].island]
    chosen = {chip.id for chip in taken}
    return taken, [chip for chip in free if chip.id not in chosen]


def _pick_one(free: list[PoolChip]) -> tuple[list[PoolChip], list[PoolChip]]:
    """The first of the smallest island: most jobs want one chip, so this is what a pass does."""
    names = [chip.island for chip in free]
    sizes: dict[str, int] = {}
    for name in names:
        sizes[name] = sizes.get(name, 0) + 1
    rest = free.copy()
    taken = rest.pop(names.index(min(sizes, key=sizes.__getitem__)))
    return [taken], rest
