"""`jarip job show`: everything about one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jarip.cli.options import JobId, Json, Project, new_app

if TYPE_CHECKING:
    from rich.console import Console

    from jarip.sdk.models import Attempt, JobDetail

app = new_app("Look at one job.")


@app.command()
def show(job: JobId, json: Json = False, project: Project = "") -> None:
    """Show a job: its state, attempts, times and events."""
    from jarip.cli.show import make_console, print_json
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.jobs.get(job)
    if json:
        print_json(found)
        return
    console = make_console()
    _show_head(console, found)
    for attempt in found.tries:
        _show_attempt(console, attempt)
    _show_events(console, found)


def _show_head(console: Console, job: JobDetail) -> None:
    from jarip.cli.show import duration_text, escape, moment_text, state_text

    console.print(f"[bold]{escape(job.name)}[/]  {job.id}")
    console.print(f"{state_text(job.state)}  {escape(job.reason)}")
    if job.ahead is not None:
        console.print(f"in the queue   {job.ahead} go first")
    command = job.spec.get("command", "")
    text = command if isinstance(command, str) else " ".join(command)
    console.print(f"command        {escape(text)}")
    if source := job.spec.get("resume"):
        part = f", its {source['checkpoint']}" if source["checkpoint"] else ""
        console.print(f"resumed from   {source['job']}{escape(part)}")
    kinds = " or ".join(job.chip_kinds) or "any kind"
    count = f"{job.chip_percent} %" if job.chip_percent < 100 else str(job.chip_count)
    nodes = job.spec.get("nodes", 1)
    each = f" on each of {nodes} nodes" if nodes > 1 else ""
    console.print(f"chips          {count} of {escape(kinds)}{each}")
    console.print(f"isolation      {job.isolation}")
    if job.array_id:
        console.print(f"array          {job.array_id}, number {job.array_index}")
    console.print(f"submitted      {moment_text(job.created_ms)}")
    if job.started_ms:
        waited = duration_text(job.started_ms - job.created_ms)
        console.print(f"started        {moment_text(job.started_ms)}, after {waited}")
    if job.ended_ms:
        console.print(f"ended          {moment_text(job.ended_ms)}")


def _show_attempt(console: Console, attempt: Attempt) -> None:
    from jarip.cli.show import bytes_text, duration_text, escape, state_text

    where = ", ".join(attempt.chip_ids)
    if "/" not in where:  # a pool of nodes has their names in its chips'
        where += f" of {attempt.node_id}"
    if attempt.chip_percent < 100:
        memory = bytes_text(attempt.part_memory_bytes)
        where = f"{attempt.chip_percent} % and {memory} of {where}"
    console.print(f"\nattempt {attempt.number}  {state_text(attempt.state)}  on {where}")
    console.print(f"  {escape(attempt.reason)}")
    console.print(f"  ran {duration_text(attempt.ran_ms)}", end="")
    if attempt.ended_ms:
        used = f"{attempt.processor_ms / 1000:.1f} s of processor"
        console.print(f", {used}, peak {bytes_text(attempt.peak_memory_bytes)}", end="")
    console.print()
    for command in attempt.commands:
        took = duration_text(command.duration_ms)
        console.print(f"  {escape(command.name)}: {took}, exit code {command.exit_code}")


def _show_events(console: Console, job: JobDetail) -> None:
    from jarip.cli.show import escape, moment_text

    console.print()
    for event in job.events:
        console.print(f"{moment_text(event.at_ms)}  {event.to_state:<10} {escape(event.reason)}")
