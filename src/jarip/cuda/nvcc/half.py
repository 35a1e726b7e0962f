"""Half a CUDA file: one run of clang, for the device or the host, unless the cache has its result.

Behind it stand the precompiled prelude, and the mends of what only clang complains of.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jarip.cuda.frontend.compile_cache import read_dependencies
from jarip.cuda.frontend.prelude import blames_prelude, with_prelude
from jarip.cuda.frontend.process import Outcome
from jarip.cuda.nvcc.lenient import ROUNDS, Mended
from jarip.cuda.nvcc.workshop import Workshop


@dataclass(frozen=True)
class Half:
    """What compiling one half of a file gave: bytes, or None with the reason in `diagnostics`."""

    result: bytes | None
    diagnostics: str
    files: tuple[Path, ...] = ()
    code: int = 0


@dataclass(frozen=True)
class Side:
    """A half of a file: its name, its flags, those of the source, and the files it reads that its
    own dependency rule doesn't name."""

    name: str
    flags: Sequence[str]
    language: Sequence[str]
    linked: Sequence[Path] = ()


def run_cached(side: Side, source: Path, output: Path, command: list[str], shop: Workshop) -> Half:
    """Run `command`, which writes `output`, unless the cache has its result already."""
    key = shop.cache.key([word for word in command if str(shop.scratch) not in word], source)
    found = None if shop.loud else shop.cache.find(key)
    if found is not None:
        return Half(found.result, found.diagnostics, found.files)
    rule = output.with_suffix(output.suffix + ".d")
    started = time.time_ns()
    outcome, headers = _run_lenient(side, source, [*command, "-MD", "-MF", str(rule)], shop)
    if not outcome.ok:
        return Half(None, outcome.diagnostics, code=outcome.code)
    if shop.dry:
        return Half(b"", "")
    result = output.read_bytes()
    read = [path for path in read_dependencies(rule) if path.suffix != ".pch"]
    named = dict.fromkeys((source, *read, *headers))  # rules name the source first
    files = tuple(path for path in named if shop.scratch not in path.parents)
    shop.cache.store(key, (*files, *side.linked), result, outcome.diagnostics, started)
    return Half(result, outcome.diagnostics, files)


def _run_lenient(
    side: Side, source: Path, command: list[str], shop: Workshop
) -> tuple[Outcome, tuple[Path, ...]]:
    """As `_run`, once more for each mend of what only clang complains of."""
    mended = Mended(shop.scratch / f"mended-{side.name}-{scratch_name(source)}")
    done = _run(side, source, command, shop)
    for _ in range(ROUNDS):
        if done[0].ok or not mended.mend(done[0].diagnostics):
            break
        done = _run(side, source, [*command, *mended.flags()], shop)
    return done


def _run(
    side: Side, source: Path, command: list[str], shop: Workshop
) -> tuple[Outcome, tuple[Path, ...]]:
    """Run clang with the prelude precompiled if it is; also the headers it then didn't read."""
    prelude = None
    if not shop.loud:
        prelude = shop.preludes.find(side.flags, side.language, shop.include)
    if prelude is None:
        return shop.run(side.name, source, command), ()
    outcome = shop.run(side.name, source, with_prelude(command, prelude))
    if outcome.ok or not blames_prelude(outcome.diagnostics):
        return outcome, prelude.headers
    shop.preludes.forget(prelude)
    return shop.run(side.name, source, command), ()


def scratch_name(source: Path) -> str:
    """A file name in the scratch directory; sources of one name may come from two directories."""
    return f"{source.stem}-{hashlib.sha256(str(source).encode()).hexdigest()[:8]}"
