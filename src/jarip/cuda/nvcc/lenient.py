"""Small liberties that nvcc takes and clang doesn't, mended where clang complains of them.

- `asm("mov.u32 %0, %laneid;" : "=r"(lane))`: PTX's own `%` should be written twice.
- `s.get<3>()` or `Cast<T>::from<3>(x)` of a dependent type: the `template` keyword is missing.

Sources are not touched: clang reads the mended text through an overlay of the file system, under
the name of the source, so that line numbers, `__FILE__` and dependencies stay what they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROUNDS: Final = 12
"""How often a file is compiled anew at most: clang stops complaining after twenty errors."""

_PLACE: Final = re.compile(r"^(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): (?P<said>.+)$", re.M)


@dataclass(frozen=True)
class _Liberty:
    complaint: re.Pattern[str]
    stands_there: tuple[re.Pattern[bytes], ...]  # one of them; what is missing is before its group
    inserted: bytes
    behind: int = 0  # bytes by which clang points behind the place


_NAME: Final = re.compile(rb"([A-Za-z_]\w*)\s*<")
_MEMBER: Final = re.compile(rb"(?:\w+::)*\w+\s*<[^<>;{}()]*>::([A-Za-z_]\w*)\s*<")
_LIBERTIES: Final = (
    _Liberty(re.compile(r"error: invalid % escape in inline"), (re.compile(rb"(%)\w"),), b"%", 2),
    _Liberty(re.compile(r"error: missing 'template' keyword"), (_NAME, _MEMBER), b"template "),
    _Liberty(re.compile(r"error: use 'template' keyword to treat"), (_NAME,), b"template "),
    # Read as a comparison, which fails once the type is known.
    _Liberty(re.compile(r"error: reference to overloaded function"), (_MEMBER,), b"template "),
)
_QUOTED_NAME: Final = re.compile(r"name '(\w+)'$")
_MACRO: Final = "note: expanded from macro"


@dataclass
class Mended:
    """The texts of one compile that were mended, below `directory`."""

    directory: Path
    _texts: dict[Path, bytes] = field(default_factory=dict)

    def mend(self, diagnostics: str) -> bool:
        """Mends what clang complained of; False if there is nothing of the kind."""
        places = sorted(set(self._places(diagnostics)), reverse=True)
        for path, offset, inserted in places:
            text = self._text(path)
            self._texts[path] = text[:offset] + inserted + text[offset:]
        return bool(places)

    def flags(self) -> list[str]:
        """clang's flags that put the mended texts in the place of the files; none before a mend."""
        if not self._texts:
            return []
        self.directory.mkdir(parents=True, exist_ok=True)
        roots = []
        for number, (path, text) in enumerate(self._texts.items()):
            copy = self.directory / f"{number}{path.suffix}"
            copy.write_bytes(text)
            roots.append({"type": "file", "name": str(path), "external-contents": str(copy)})
        overlay = self.directory / "overlay.yaml"
        overlay.write_text(json.dumps({"version": 0, "use-external-names": False, "roots": roots}))
        return ["-Xclang", "-ivfsoverlay", "-Xclang", str(overlay)]

    def _places(self, diagnostics: str) -> Iterator[tuple[Path, int, bytes]]:
        """Files, offsets in bytes, and what is missing there."""
        liberty: _Liberty | None = None
        name: re.Match[str] | None = None
        for match in _PLACE.finditer(diagnostics):
            if not match["said"].startswith(_MACRO):
                liberty = next((x for x in _LIBERTIES if x.complaint.match(match["said"])), None)
                name = _QUOTED_NAME.search(match["said"])
            if liberty is None:
                continue
            path = Path(match["file"]).absolute()
            offset = self._offset(path, int(match["line"]), int(match["column"])) - liberty.behind
            for pattern in liberty.stands_there:
                there = pattern.match(self._text(path), offset)
                if there and (name is None or there[1] == name[1].encode()):
                    yield path, there.start(1), liberty.inserted
                    break

    def _offset(self, path: Path, line: int, column: int) -> int:
        lines = self._text(path).splitlines(keepends=True)
        return sum(map(len, lines[: line - 1])) + column - 1

    def _text(self, path: Path) -> bytes:
        return self._texts.get(path) or path.read_bytes()
