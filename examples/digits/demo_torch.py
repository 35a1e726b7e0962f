"""`make demo`, second part: PyTorch written for a GPU, as jobs on the demo's cloud.

Starts a cloud as the first part does, but one whose processor is two chips, and sends four
unmodified programs to it as a customer would: a loss that is a CUDA kernel of the program's own, a
GPT trained on Python's own source, a fine-tune with mixed precision that is stopped and resumes,
and data parallel training on two chips. Exits with 0 only if all of them succeeded.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from demo import CURRENCY, DEMO, HOME, PLAN, DemoError, console, operator_key, run_cloud, say

from jarip.cli.show import duration_text, escape
from jarip.sdk.client import Client
from jarip.sdk.errors import ApiError
from jarip.sdk.models import Job, LogLine

EXAMPLES = Path(__file__).resolve().parents[1]
# What it is, the job's name, its chips, its command.
PROGRAMS = (
    (
        "a CUDA kernel of one's own, as the loss of a network",
        "kernel",
        1,
        ["python", "torch/digits_kernel.py"],
    ),
    (
        "a GPT learns from the source of Python's standard library",
        "gpt",
        1,
        ["python", "torch/gpt.py", "--steps", "150"],
    ),
    (
        "a fine-tune with mixed precision, stopped and resumed from its checkpoint",
        "finetune",
        1,
        ["python", "torch/finetune.py"],
    ),
    (
        "data parallel training, two processes, two chips",
        "ddp",
        2,
        ["torchrun", "--standalone", "--nproc-per-node", "2", "torch/ddp.py"],
    ),
)


def main() -> int:
    """Run the part; the exit code."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    shutil.rmtree(HOME, ignore_errors=True)
    try:
        build_device()
        os.environ["JARIP_CPU_CHIPS"] = "2"
        with run_cloud() as operator, make_customer(operator) as client:
            run_programs(client)
    except KeyboardInterrupt:
        console.print("\n[yellow]stopped; nothing is left running[/]")
        return 130
    except DemoError as error:
        console.print(f"\n[bold red]✗ {error}[/]")
        return 1
    shutil.rmtree(HOME, ignore_errors=True)
    console.print(
        f"[dim]PyTorch done in {duration_text(int((time.monotonic() - began) * 1000))}[/]"
    )
    return 0


def build_device() -> None:
    """Build the device where the jobs will look for it, so that the wait is seen as what it is."""
    say("PyTorch", "a cuda device, compiled once for the installed torch")
    environment = os.environ | {"JARIP_CACHE_DIR": str(DEMO / "cache")}
    built = subprocess.run([sys.executable, "-m", "jarip.torch"], env=environment)
    if built.returncode != 0:
        raise DemoError("the device could not be built; the reason is above")


def make_customer(operator: Client) -> Client:
    """A customer on a plan, as its own client."""
    organization = operator.accounts.create_organization("Saebyeok Labs", "saebyeok")
    url = operator.transport.url
    with Client(url, operator_key(), organization=organization.id) as as_operator:
        as_operator.billing.subscribe(PLAN, CURRENCY)
        key = as_operator.accounts.create_key("demo", project="default")
    return Client(url, key)


def run_programs(client: Client) -> None:
    """Submit all programs, two of which run at a time, and show what they print one after another.

    Raises DemoError when one fails.
    """
    jobs = [
        client.jobs.submit(command, code=EXAMPLES, name=name, chips={"count": chips}, timeout="10m")
        for _, name, chips, command in PROGRAMS
    ]
    try:
        for job, (what, _, _, command) in zip(jobs, PROGRAMS, strict=True):
            say(what, " ".join(command))
            show_program(client, job)
    except BaseException:  # Ctrl-C, too: a server that goes leaves its jobs running
        for job in jobs:
            with suppress(ApiError):  # it has ended
                client.jobs.stop(job.id)
            client.jobs.wait(job.id)
        raise


def show_program(client: Client, job: Job) -> None:
    """What one job prints, to its end."""
    for item in client.jobs.follow(job.id):
        if isinstance(item, LogLine):
            console.print(f"  [dim]│[/] {escape(item.text)}", soft_wrap=True)
    ended = client.jobs.get(job.id)
    if ended.state != "succeeded":
        raise DemoError(f"the job {job.name} {ended.state}: {ended.reason}")


if __name__ == "__main__":
    sys.exit(main())
