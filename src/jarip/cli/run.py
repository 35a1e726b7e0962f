"""`jarip run`: submit a job and watch it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jarip.cli.options import Json, Project, new_app, parse_pairs

if TYPE_CHECKING:
    from jarip.sdk.models import Job

app = new_app()


@app.command(context_settings={"allow_interspersed_args": False})
def run(
    command: Annotated[
        list[str] | None,
        typer.Argument(help="What to run, after -- or a .cu file and its arguments."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="A job as YAML; options go before it.")
    ] = None,
    name: Annotated[str, typer.Option(help="A name to find it by.")] = "",
    code: Annotated[
        Path | None,
        typer.Option(
            help="Folder to send along, less what .gitignore leaves out. "
            "Left out: this folder, if the command names a file in it."
        ),
    ] = None,
    requirements: Annotated[
        Path | None, typer.Option("--requirements", "-r", help="A requirements.txt to install.")
    ] = None,
    chips: Annotated[
        float | None, typer.Option(min=0.01, help="How many chips; 0.5 is half of one.")
    ] = None,
    nodes: Annotated[
        int | None, typer.Option(min=1, help="A gang: so many nodes at once, each with --chips.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Acceptable kind of chip; repeat for more.")
    ] = None,
    min_memory: Annotated[str, typer.Option(help="Of each chip, such as 16GiB.")] = "",
    max_price: Annotated[str, typer.Option(help="Of a chip an hour, in the plan's currency.")] = "",
    env: Annotated[
        list[str] | None, typer.Option("--env", "-e", help="Environment: KEY=VALUE; repeatable.")
    ] = None,
    timeout: Annotated[str, typer.Option(help="Stop it after this: 90s, 15m, 2h.")] = "",
    retries: Annotated[int | None, typer.Option(min=0, help="Tries after a failure.")] = None,
    priority: Annotated[int | None, typer.Option(min=-100, max=100, help="Higher first.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="KEY=VALUE; repeatable.")] = None,
    output: Annotated[
        list[str] | None, typer.Option(help="Pattern of files to keep; repeatable.")
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option(help="Secret to pass, or VARIABLE=SECRET; repeatable.")
    ] = None,
    after: Annotated[
        list[str] | None, typer.Option(help="Job that has to succeed before; repeatable.")
    ] = None,
    disk: Annotated[str, typer.Option(help="What its files may take, such as 20GiB.")] = "",
    resume: Annotated[
        str,
        typer.Option(help="Begin with a job's checkpoints: JOB or JOB/CHECKPOINT.", metavar="JOB"),
    ] = "",
    isolation: Annotated[str, typer.Option(help="At least L0 or L1.")] = "",
    preemptible: Annotated[
        bool, typer.Option("--preemptible", help="May make room for jobs of higher priority.")
    ] = False,
    array: Annotated[int | None, typer.Option(min=1, help="So many jobs alike.")] = None,
    sweep: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE,VALUE; a job for each combination.")
    ] = None,
    at_once: Annotated[int | None, typer.Option(min=1, help="Of an array, at once.")] = None,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Don't wait for it.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the job's output.")] = False,
    json: Json = False,
    project: Project = "",
) -> int:
    """Run a command, or an unmodified CUDA program, on the pool. Exits with the job's code."""
    from jarip.cli.follow import follow_job
    from jarip.cli.job_file import load_job_file, read_requirements
    from jarip.cli.show import print_json
    from jarip.cli.sweep_options import parse_sweep
    from jarip.sdk import Client

    spec, folder = load_job_file(file) if file else ({}, None)
    _set(spec, "command", command)
    _set(spec, "name", name)
    _set(spec, "timeout", timeout)
    _set(spec, "retries", retries)
    _set(spec, "nodes", nodes)
    _set(spec, "priority", priority)
    _set(spec, "outputs", output)
    _set(spec, "requirements", requirements and read_requirements(requirements))
    _set(spec, "after", after)
    _set(spec, "disk", disk)
    _set(spec, "resume", resume)
    _set(spec, "isolation", isolation)
    _set(spec, "preemptible", preemptible or None)
    _merge(spec, "secrets", dict(_split_secret(text) for text in secret or []))
    wanted = {
        "count": chips and (int(chips) if chips == int(chips) else chips),
        "kinds": kind,
        "min_memory": min_memory,
        "max_price_per_hour": max_price,
    }
    for key, value in wanted.items():
        _set(spec.setdefault("chips", {}), key, value)
    _merge(spec, "environment", parse_pairs(env or [], "--env"))
    _merge(spec, "labels", parse_pairs(label or [], "--label"))
    if "command" not in spec:
        raise typer.BadParameter("say what to run: jarip run -- python train.py")
    with Client(project=project) as client:
        folder = code or folder or _guess_code(spec["command"])
        if folder is not None:
            spec["code"] = client.jobs.upload_code(folder)
        if array or sweep:
            points = parse_sweep(sweep) if sweep else None
            return _announce_array(
                client.jobs.submit_array(spec, count=array, sweep=points, at_once=at_once), json
            )
        job = client.jobs.submit_spec(spec)
        if json or detach:
            print_json(job) if json else print(job.id)
        return 0 if detach else follow_job(client, job.id, quiet=quiet)


def _announce_array(jobs: Sequence[Job], json: bool) -> int:
    """Tell of an array's jobs; they are not waited for."""
    from jarip.cli.show import print_json

    if json:
        print_json(jobs)
        return 0
    for job in jobs:
        print(f"{job.id}  {job.name}")
    print(
        f"{len(jobs)} jobs in {jobs[0].array_id}; watch them: jarip jobs --array {jobs[0].array_id}"
    )
    return 0


def _split_secret(text: str) -> tuple[str, str]:
    variable, equals, name = text.partition("=")
    return variable, name if equals else variable


def _set(spec: dict[str, Any], key: str, value: Any) -> None:
    """The command line goes before the file."""
    if value not in (None, "", []):
        spec[key] = value


def _merge(spec: dict[str, Any], key: str, values: dict[str, str]) -> None:
    if values:
        spec[key] = {**spec.get(key, {}), **values}


def _guess_code(command: str | list[str]) -> Path | None:
    """This folder, if the command names a file below it; None otherwise.

    Not a home folder and not the root: those are never meant.
    """
    words = command.split() if isinstance(command, str) else command
    here = Path.cwd()
    names_file = any(
        not word.startswith(("/", "-"))
        and (here / word).is_file()
        and (here / word).resolve().is_relative_to(here)
        for word in words
    )
    if not names_file:
        return None
    if here in (Path.home(), Path("/")):
        raise typer.BadParameter(
            f"this would send all of {here}; go into the project's folder or name it",
            param_hint="--code",
        )
    return here
