"""Following a job's log through lost connections.

Source: the HTML standard, section "Server-sent events".
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from jarip.sdk.errors import UnreachableError
from jarip.sdk.models import LogLine, StateChange, parse
from jarip.sdk.transport import Transport

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
PATIENCE_S = 60.0
"""How long a server may be away, as in a restart, before following gives up."""


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    id: str
    data: str


def follow_log(
    transport: Transport, job_id: str, position: str = "1:0"
) -> Iterator[LogLine | StateChange]:
    """The log and the changes of state, until the job has ended; the last item is its end.

    `position` is `attempt:offset`. A broken connection is taken up again where it broke.
    Raises UnreachableError when the server stays away.
    """
    pause, silent_since = FIRST_PAUSE_S, time.monotonic()
    while True:
        attempt, _, offset = position.partition(":")
        trouble: Exception | None = None
        try:
            params = {"attempt": attempt, "offset": offset}
            with transport.stream(f"/v1/jobs/{job_id}/logs/follow", params) as response:
                for event in parse_events(response.iter_lines()):
                    pause, silent_since = FIRST_PAUSE_S, time.monotonic()
                    yield from _items(event)
                    position = event.id or position
                    if event.name == "end":
                        return
        except httpx.TransportError as error:
            trouble = error
        if time.monotonic() - silent_since > PATIENCE_S:
            raise UnreachableError(
                f"the log can't be followed: {trouble or 'the server closed it'}",
                where=transport.url,
                todo="the job goes on; `jarip logs -f` takes it up again",
            ) from trouble
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


def parse_events(lines: Iterator[str]) -> Iterator[_Event]:
    """Server-sent events from a stream's lines. An event cut off at the end is dropped."""
    fields: dict[str, str] = {}
    for line in lines:
        if not line:
            if "data" in fields:
                yield _Event(fields.get("event", ""), fields.get("id", ""), fields["data"])
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value


def _items(event: _Event) -> Iterator[LogLine | StateChange]:
    data = json.loads(event.data)
    if event.name == "log":
        for record in data["records"]:
            yield parse(LogLine, {**record, "attempt": data["attempt"]})
    else:
        yield parse(StateChange, data)
