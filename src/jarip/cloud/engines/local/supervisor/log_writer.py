"""Turns what a job writes into the log file: one record a line, each with time and stream.

The format is Kubernetes' CRI logging format, which log tools already read:
`2026-11-23T05:18:16.123456Z stdout F text`, where F is a full line and P a part whose rest
follows. A line is split into parts when it is longer than `PART_BYTES` or when it has waited
`PART_WAIT_NS` for its end, so that progress bars and prompts are seen while they happen.
"""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
PART_BYTES = 16 * 1024
PART_WAIT_NS = 100_000_000
READ_BYTES = 64 * 1024
SHORTEST_SECRET = 6
BLACKED_OUT = b"***"

if TYPE_CHECKING:
    from collections.abc import Iterable


class LogWriter:
    """Appends records to one file. Past its size limit it counts bytes instead of writing them."""

    def __init__(self, path: str, limit_bytes: int, secrets: Iterable[str] = ()) -> None:
        self.black_out = black_out_words(secrets)
        self.descriptor = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        self.room = limit_bytes
        self.dropped_bytes = 0

    def write(self, records: bytes, payload_bytes: int) -> None:
        """Append whole records. A full disk costs log lines, never the job."""
        if self.dropped_bytes or len(records) > self.room:
            self.dropped_bytes += payload_bytes
            return
        for word in self.black_out:
            records = records.replace(word, BLACKED_OUT)
        try:
            written = 0
            while written < len(records):
                written += os.write(self.descriptor, records[written:])
        except OSError:
            self.dropped_bytes += payload_bytes
        self.room -= len(records)

    def note(self, text: str) -> None:
        """A line of our own, on the stream `system`; written even past the limit."""
        try:
            os.write(self.descriptor, record_prefix("system", "F") + text.encode() + b"\n")
        except OSError:
            pass  # a full disk: the exit record says the same

    def close(self) -> None:
        if self.dropped_bytes:
            self.note(f"jarip: {self.dropped_bytes} bytes of output were not kept (log limit)")
        try:
            os.fsync(self.descriptor)
        finally:
            os.close(self.descriptor)


def black_out_words(secrets: Iterable[str]) -> list[bytes]:
    """What must not appear in a log: the lines of each secret, the longest first.

    Shorter ones than `SHORTEST_SECRET` would black out ordinary text.
    """
    lines = {line.strip() for secret in secrets for line in secret.splitlines()}
    words = [line.encode() for line in lines if len(line) >= SHORTEST_SECRET]
    return sorted(words, key=len, reverse=True)


class Stream:
    """One pipe from the job, cut into records as it is read."""

    def __init__(self, name: str, descriptor: int, writer: LogWriter) -> None:
        self.name = name
        self.descriptor = descriptor
        self.writer = writer
        self.rest = b""
        """The start of a line whose end has not come yet."""
        self.rest_since_ns = 0

    def pump(self) -> bool:
        """Copy what is there. Returns False at the end of the pipe."""
        try:
            chunk = os.read(self.descriptor, READ_BYTES)
        except BlockingIOError:
            return True
        if not chunk:
            self.flush()
            return False
        lines, newline, rest = (self.rest + chunk).rpartition(b"\n")
        if newline:
            self._write_lines(lines)
            self.rest_since_ns = time.monotonic_ns()
        elif not self.rest:
            self.rest_since_ns = time.monotonic_ns()
        self.rest = rest
        if len(self.rest) >= PART_BYTES:
            self.flush()
        return True

    def flush(self) -> None:
        """Write the unfinished line as a part."""
        while self.rest:
            part, self.rest = self.rest[:PART_BYTES], self.rest[PART_BYTES:]
            self.writer.write(record_prefix(self.name, "P") + part + b"\n", len(part))

    def flush_due_ns(self) -> int | None:
        """When the unfinished line has waited long enough; None without one."""
        return self.rest_since_ns + PART_WAIT_NS if self.rest else None

    def _write_lines(self, lines: bytes) -> None:
        """All full lines of one read get one time: one `replace` instead of a loop."""
        prefix = record_prefix(self.name, "F")
        records = prefix + lines.replace(b"\n", b"\n" + prefix) + b"\n"
        self.writer.write(records, len(lines) + 1)


def record_prefix(stream: str, tag: str) -> bytes:
    now = time.time_ns()
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 1_000_000_000))
    return f"{seconds}.{now // 1000 % 1_000_000:06d}Z {stream} {tag} ".encode()
