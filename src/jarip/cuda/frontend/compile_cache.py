"""Compiled files by what they were compiled from, so that nothing is compiled twice.

The technique is ccache's direct mode: the first key is the command line and the main source; it
leads to a record of every file the compiler read then, with hashes. If all are still the same, the
stored result is too. Like ccache, it can't notice a new header that would now be found earlier.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

# Variables that change what clang reads or writes.
_ENVIRONMENT: Final = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "SOURCE_DATE_EPOCH")
_CLOCK_MACROS: Final = (b"__DATE__", b"__TIME__", b"__TIMESTAMP__")
_RECORDS_KEPT: Final = 8


Stamp = tuple[int, int, str]  # bytes, modification time in nanoseconds, SHA-256


class Record(TypedDict):
    """One earlier compile under a key: the files it read, and what came of it."""

    files: dict[str, Stamp]
    result: str
    diagnostics: str


@dataclass(frozen=True)
class Stored:
    """A result found: its bytes, the warnings its compilation gave, and the files it read."""

    result: bytes
    diagnostics: str
    files: tuple[Path, ...]


class CompileCache:
    """Results under `directory`, shared by any number of processes."""

    def __init__(self, directory: Path) -> None:
        self._records = directory / "records"
        self._results = directory / "results"

    def key(self, command: Sequence[str], source: Path) -> str:
        """The first key: the command (without its output), where it runs, and the source's text."""
        digest = hashlib.sha256()
        for word in (*command, str(Path.cwd()), *(os.environ.get(n, "") for n in _ENVIRONMENT)):
            digest.update(word.encode() + b"\0")
        digest.update(source.read_bytes())
        return digest.hexdigest()

    def find(self, key: str) -> Stored | None:
        """The result of an earlier compile of the same files, if there is one."""
        for record in self._read(key):
            if all(_unchanged(path, stamp) for path, stamp in record["files"].items()):
                files = tuple(Path(name) for name in record["files"])
                try:
                    result = (self._results / record["result"]).read_bytes()
                except OSError:
                    continue
                return Stored(result, record["diagnostics"], files)
        return None

    def store(
        self, key: str, files: Iterable[Path], result: bytes, diagnostics: str, started_ns: int
    ) -> None:
        """Keep `result`, compiled from `files` by a compiler started at `started_ns` (time_ns).

        Nothing is kept if a file changed since then or reads the clock.
        """
        stamps: dict[str, Stamp] = {}
        for path in files:
            text = path.read_bytes()
            facts = path.stat()
            if facts.st_mtime_ns >= started_ns or _reads_clock(path, text):
                return
            stamps[str(path)] = (facts.st_size, facts.st_mtime_ns, hashlib.sha256(text).hexdigest())
        name = hashlib.sha256(result).hexdigest()
        _put(self._results / name, result)
        record = Record(files=stamps, result=name, diagnostics=diagnostics)
        records = [record, *self._read(key)][:_RECORDS_KEPT]
        _put(self._records / key, json.dumps(records).encode())

    def _read(self, key: str) -> list[Record]:
        try:
            records = json.loads((self._records / key).read_bytes())
        except (OSError, ValueError):
            return []
        return records if isinstance(records, list) else []


def _unchanged(path: str, stamp: Stamp) -> bool:
    size, modified_ns, digest = stamp
    try:
        facts = Path(path).stat()
        if facts.st_size != size:
            return False
        if facts.st_mtime_ns == modified_ns:
            return True
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _reads_clock(path: Path, text: bytes) -> bool:
    return not path.is_relative_to("/usr") and any(macro in text for macro in _CLOCK_MACROS)


def _put(path: Path, data: bytes) -> None:
    """Write a file so that readers see all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def read_dependencies(makefile: Path) -> list[Path]:
    """The files a compiler read, from the make rule that -MD -MF wrote."""
    rule = makefile.read_text(encoding="utf-8").replace("\\\n", " ").replace("\\ ", "\0")
    _, _, names = rule.partition(": ")
    return [Path(name.replace("\0", " ").replace("$$", "$")) for name in names.split()]
