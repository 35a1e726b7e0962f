"""cuda_runtime.h, which every CUDA source starts with, parsed once and kept as clang keeps it.

Parsing it takes most of the time of a small file. A precompiled header fits only compiles with the
same flags, so there is one a set of flags, made when the set is seen for the second time: a lone
compile never pays for it. Flags that say where other headers lie, and macros that nothing in the
prelude mentions, make no difference.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jarip.cuda.frontend.compile_cache import read_dependencies
from jarip.cuda.frontend.process import run
from jarip.cuda.frontend.toolchain import clang, cuda_language

HEADER: Final = "cuda_runtime.h"
_KEPT: Final = 24
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_PATHS: Final = ("-isystem", "-include", "-iquote", "-idirafter")
_COMPLAINT: Final = re.compile(r"\bPCH\b|precompiled header|AST file", re.IGNORECASE)


@dataclass(frozen=True)
class Prelude:
    """A precompiled header: its file and the headers that are in it."""

    file: Path
    headers: tuple[Path, ...]


def with_prelude(command: Sequence[str], prelude: Prelude) -> list[str]:
    """clang's command, the prelude taken from its file instead of read."""
    words = list(command)
    at = words.index(HEADER) - 1
    words[at : at + 2] = ["-Xclang", "-include-pch", "-Xclang", str(prelude.file)]
    return words


def blames_prelude(diagnostics: str) -> bool:
    """Whether a compile failed because the file doesn't fit it or its headers have changed."""
    return bool(_COMPLAINT.search(diagnostics))


class Preludes:
    """Precompiled preludes below `directory`, shared by any number of processes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def find(self, side: Sequence[str], language: Sequence[str], include: Path) -> Prelude | None:
        """The prelude for these flags; None if it isn't there yet or can't be made.

        `side` are the flags of one half, `language` those of the source, and `include` our headers.
        """
        flags, macros = _relevant(language)
        base = [*clang(), *cuda_language(include, prelude=False), *side, *flags]
        words = "\0".join((*base, str(include.resolve())))
        place = self._directory / hashlib.sha256(words.encode()).hexdigest()[:32]
        found = self._read(place, macros)
        if found is None and not place.with_suffix(".pch").exists() and _seen(place):
            self._make(place, base, include)
            found = self._read(place, macros)
        return found

    def forget(self, prelude: Prelude) -> None:
        prelude.file.unlink(missing_ok=True)

    def _read(self, place: Path, macros: Iterable[str]) -> Prelude | None:
        try:
            mentioned = place.with_suffix(".words").read_text().split("\n")
            headers = place.with_suffix(".headers").read_text().split("\n")
            os.utime(place.with_suffix(".pch"))
        except OSError:
            return None
        if set(macros) & set(mentioned):
            return None
        return Prelude(place.with_suffix(".pch"), tuple(map(Path, headers)))

    def _make(self, place: Path, base: list[str], include: Path) -> None:
        part, rule = (place.with_suffix(f".{_own()}.{end}") for end in ("part", "d"))
        emit = ["-Xclang", "-emit-pch", "-Xclang", "-fno-pch-timestamp"]
        target = ["-c", "-emit-llvm", str(include / HEADER), "-o", str(part)]
        outcome = run([*base, *emit, "-w", *target, "-MD", "-MF", str(rule)])
        if not outcome.ok or not part.exists() or not rule.exists():
            return
        headers = read_dependencies(rule)
        rule.unlink()
        mentioned = {word for path in headers for word in _WORD.findall(path.read_bytes())}
        for end, lines in (("words", {w.decode() for w in mentioned}), ("headers", headers)):
            listing = place.with_suffix(f".{_own()}.{end}")
            listing.write_text("\n".join(map(str, lines)))
            listing.replace(place.with_suffix(f".{end}"))
        part.replace(place.with_suffix(".pch"))
        self._drop_old()

    def _drop_old(self) -> None:
        files = sorted(self._directory.glob("*.pch"), key=_last_used, reverse=True)
        for path in files[_KEPT:]:
            for end in (".pch", ".words", ".headers", ".seen"):
                path.with_suffix(end).unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    """When; never, for one that another process has just dropped."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _own() -> str:
    """Tells this thread's unfinished files from others': nvcc compiles several sources at once."""
    return f"{os.getpid()}-{threading.get_ident()}"


def _seen(place: Path) -> bool:
    """Whether these flags were seen before; notes that they are now."""
    note = place.with_suffix(".seen")
    if note.exists():
        return True
    note.parent.mkdir(parents=True, exist_ok=True)
    note.touch()
    return False


def _relevant(language: Sequence[str]) -> tuple[list[str], list[str]]:
    """Flags that a precompiled header must have been made with, and the names of macros."""
    flags: list[str] = []
    macros: list[str] = []
    words = iter(language)
    for word in words:
        if word in _PATHS:
            next(words, "")
        elif word.startswith(("-D", "-U")):
            macros.append(word[2:].partition("=")[0].partition("(")[0])
        elif not word.startswith(("-I", "-L", "-l", "-cuid=")):
            flags.append(word)
    return flags, macros
