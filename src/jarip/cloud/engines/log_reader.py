"""Reading logs in the CRI format that supervisors write, by byte offsets that stay valid."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

READ_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One line, or a part of one."""

    time: str
    """UTC, `2026-11-23T05:18:16.123456Z`."""
    stream: str
    """`stdout`, `stderr`, or `system` for a word of ours."""
    text: str
    """Bytes that are no UTF-8 are shown as U+FFFD."""
    partial: bool
    """The line goes on in the stream's next record."""


@dataclass(frozen=True, slots=True)
class LogPage:
    records: list[LogRecord]
    next_offset: int
    """Where to read on; equal to the offset asked for when there is nothing new."""


def read_log(path: Path, offset: int = 0, limit_bytes: int = READ_BYTES) -> LogPage:
    """Whole records from `offset`, which is 0 or an earlier page's `next_offset`.

    A record that is still being written is left for the next call; so is a log that doesn't exist
    yet, and an offset that no log ever has.
    """
    try:
        with path.open("rb") as file:
            if offset > os.fstat(file.fileno()).st_size:
                return LogPage([], offset)
            file.seek(offset)
            chunk = file.read(limit_bytes)
    except FileNotFoundError:
        return LogPage([], offset)
    whole = chunk[: chunk.rfind(b"\n") + 1]
    records = [parse_record(line) for line in whole.split(b"\n") if line]
    return LogPage([record for record in records if record is not None], offset + len(whole))


def parse_record(line: bytes) -> LogRecord | None:
    """A record, or None for a line that is none: the offset pointed into its middle."""
    fields = line.split(b" ", 3)
    if len(fields) != 4 or fields[2] not in (b"F", b"P"):
        return None
    time, stream, tag, text = fields
    return LogRecord(
        time.decode(errors="replace"),
        stream.decode(errors="replace"),
        text.decode(errors="replace"),
        tag == b"P",
    )
