"""What the head writes down of each attempt: its members, and what it knew of them last."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jarip.cloud.engines.nodes.records import Member

FILE_NAME = "members.json"


@dataclass(slots=True)
class Entry:
    """One attempt on nodes."""

    attempt_id: str
    job_id: str
    members: tuple[Member, ...]
    grace_ms: int
    started_ms: int | None = None
    """On the head's clock, so that no node's clock bends a bill."""
    starts: dict[int, int] = field(default_factory=dict)
    """Rank → when the member began, on the head's clock too."""
    logged: dict[int, int] = field(default_factory=dict)
    """Rank → how much of its log is copied."""
    is_over: bool = False


class Ledger:
    """One small file an attempt below the head's engine folder; a new server reads them again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        self._entries[entry.attempt_id] = entry
        self.save(entry)

    def find(self, attempt_id: str) -> Entry | None:
        """The entry, or None if there is none or it was removed."""
        if attempt_id not in self._entries:
            try:
                values = json.loads(self._path(attempt_id).read_text())
            except (FileNotFoundError, ValueError):
                return None
            self._entries[attempt_id] = _read(values)
        return self._entries[attempt_id]

    def save(self, entry: Entry) -> None:
        path = self._path(entry.attempt_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(entry)))
        temporary.replace(path)

    def remove(self, attempt_id: str) -> None:
        self._entries.pop(attempt_id, None)
        self._path(attempt_id).unlink(missing_ok=True)

    def list(self) -> list[str]:
        return [path.parent.name for path in self._home.glob(f"attempts/*/{FILE_NAME}")]

    def _path(self, attempt_id: str) -> Path:
        return self._home / "attempts" / attempt_id / FILE_NAME


def _read(values: dict[str, Any]) -> Entry:
    values["members"] = tuple(
        Member(each["node_id"], each["rank"], tuple(each["chips"]), each.get("percent", 100))
        for each in values["members"]
    )
    for name in ("logged", "starts"):
        values[name] = {int(rank): value for rank, value in values[name].items()}
    return Entry(**values)
