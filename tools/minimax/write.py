"""Writes polynomials as a C header: one macro an approximation, lowest power first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mpmath import mp
from tools.minimax.approximation import Approximation
from tools.minimax.numbers import c_literal

_HEAD = """\
/* Made by `python -m tools.minimax`; change the catalog there, not this file.
 * Coefficients, lowest power first; `error` is the largest error of the whole form, as log2. */
#ifndef JARIP_DEVICELIB_{guard}_H
#define JARIP_DEVICELIB_{guard}_H
"""


def write_header(path: Path, catalog: Iterable[Approximation]) -> None:
    """Fit every approximation of `catalog` and write them to `path`."""
    parts = [_HEAD.format(guard=path.stem.upper())]
    parts += [_macro(approximation) for approximation in catalog]
    parts.append("#endif\n")
    path.write_text("\n".join(parts))


def _macro(approximation: Approximation) -> str:
    found = approximation.fit()
    error = mp.nstr(mp.log(found.error, 2), 4)
    says = (approximation.target.__doc__ or "").strip().splitlines()
    title = f"/* {says[0] if says else approximation.name}; error {error} */"
    literals = [c_literal(c, approximation.single) for c in found.coefficients]
    body = ", \\\n  ".join(literals)
    print(approximation.name, error, flush=True)
    return f"{title}\n#define JARIP_{approximation.name} \\\n  {body}\n"
