"""Showing a job while it runs: its output as its own, its states on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jarip.cli.show import STATE_MARKS, duration_text

if TYPE_CHECKING:
    from jarip.sdk import Client
    from jarip.sdk.models import JobDetail, LogLine, StateChange

STOPPED_CODES = {
    "user": 130,
    "timeout": 124,
    "budget": 75,
    "preemption": 75,
    "lost": 75,
    "disk": 75,
}
"""Exit codes of stopped jobs: as shells, timeout(1) and sysexits(3) have them."""


def follow_job(client: Client, job_id: str, *, quiet: bool = False) -> int:
    """Print a job's log until it ends; the exit code is the job's.

    Ctrl-C stops watching, not the job.
    """
    from jarip.sdk.models import LogLine

    try:
        for item in client.jobs.follow(job_id):
            if isinstance(item, LogLine):
                write_line(item)
            elif not quiet and not _is_end(item):
                _say(item.state, item.reason)
    except KeyboardInterrupt:
        print(
            f"\njarip: the job goes on; watch it: jarip logs -f {job_id}; "
            f"stop it: jarip cancel {job_id}",
            file=sys.stderr,
        )
        return 130
    job = client.jobs.get(job_id)
    if not quiet:
        _say(job.state, _ending_text(job))
    return exit_code_of(job)


def write_line(line: LogLine) -> None:
    """A log record on the stream it was written to."""
    stream = sys.stdout if line.stream == "stdout" else sys.stderr
    stream.write(line.text if line.partial else line.text + "\n")
    stream.flush()


def exit_code_of(job: JobDetail) -> int:
    """What a shell should see: the job's own code where it has one."""
    if job.state == "stopped":
        return STOPPED_CODES.get(job.stopped_by, 1)
    if job.state == "succeeded":
        return 0
    return job.exit_code or 1


def _is_end(change: StateChange) -> bool:
    return change.state in ("succeeded", "failed", "stopped")


def _ending_text(job: JobDetail) -> str:
    ran_ms = sum(attempt.ran_ms for attempt in job.tries)
    return f"{job.reason}; ran {duration_text(ran_ms)}"


def _say(state: str, text: str) -> None:
    mark, colour = STATE_MARKS.get(state, ("·", "white"))
    if sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True, highlight=False)
        console.print(f"{mark} {state}: {text}", style=colour, markup=False)
    else:
        print(f"{mark} {state}: {text}", file=sys.stderr, flush=True)
