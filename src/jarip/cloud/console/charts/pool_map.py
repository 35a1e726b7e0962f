"""The pool as a map: a cell a chip, up to ten thousand and more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

CELL = 12
LARGE = 28
"""A cell of a pool of few chips."""
FEW = 48
GAP = 3
MOST_TITLED = 400
"""Up to here each cell tells its name; beyond, cells of a row that are alike become one shape."""
WIDEST = 100


def draw_pool_map(title: str, cells: Sequence[tuple[str, str]]) -> Markup:
    """A map of (state, label) cells; a state is a class of the stylesheet.

    For large pools, runs of equal cells are one rectangle each under a raster of gaps, so the map
    grows with the number of changes rather than of chips.
    """
    if not cells:
        return Markup("")
    across = min(WIDEST, max(12, math.ceil(math.sqrt(len(cells) * 4))), len(cells))
    down = -(-len(cells) // across)
    cell = LARGE if len(cells) <= FEW else CELL
    width, height = across * cell, down * cell
    if len(cells) <= MOST_TITLED:
        inside = Markup("").join(
            Markup(
                '<rect class="cell {}" x="{}" y="{}" width="{s}" height="{s}" rx="{}">'
                "<title>{}</title></rect>"
            ).format(
                state,
                index % across * cell,
                index // across * cell,
                cell // 6,
                label,
                s=cell - GAP,
            )
            for index, (state, label) in enumerate(cells)
        )
    else:
        inside = _runs(cells, across) + _raster(width, height)
    return Markup(
        '<svg class="poolmap" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{title}">{inside}</svg>'
    ).format(w=width, h=height, title=title, inside=inside)


def _runs(cells: Sequence[tuple[str, str]], across: int) -> Markup:
    shapes: dict[str, list[str]] = {}
    for row in range(0, len(cells), across):
        x = 0
        for state, run in groupby(cells[row : row + across], key=lambda cell: cell[0]):
            length = len(list(run))
            shapes.setdefault(state, []).append(
                f"M{x * CELL} {row // across * CELL}h{length * CELL}v{CELL}h-{length * CELL}z"
            )
            x += length
    return Markup("").join(
        Markup('<path class="cell {}" d="{}"/>').format(state, "".join(paths))
        for state, paths in shapes.items()
    )


def _raster(width: int, height: int) -> Markup:
    lines = [f"M{x} 0v{height}" for x in range(CELL, width + 1, CELL)]
    lines += [f"M0 {y}h{width}" for y in range(CELL, height + 1, CELL)]
    return Markup('<path class="raster" stroke-width="{}" d="{}"/>').format(GAP, "".join(lines))
