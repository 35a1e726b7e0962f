"""`make demo`, second part: PyTorch written for a GPU, as jobs on the demo's cloud.

Starts a cloud as the first part does, and sends three unmodified programs to it as a customer
would: a loss that is a CUDA kernel of the program's own, a GPT trained on Python's own source, and
data parallel training on two devices. Exits with 0 only if all of them succeeded.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from demo import CURRENCY, DEMO, HOME, PLAN, DemoError, console, operator_key, run_cloud, say

from jarip.cli.show import duration_text, escape
from jarip.sdk.client import Client
from jarip.sdk.models import LogLine

EXAMPLES = Path(__file__).resolve().parents[1]
# What it is, the job's name, its command.
PROGRAMS = (
    (
        "a CUDA kernel of one's own, as the loss of a network",
        "kernel",
        ["python", "torch/digits_kernel.py"],
    ),
    (
        "a GPT learns from the source of Python's standard library",
        "gpt",
        ["python", "torch/gpt.py", "--steps", "150"],
    ),
    (
        "data parallel training, two processes, two devices",
        "ddp",
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
        with run_cloud() as operator, make_customer(operator) as client:
            for what, name, command in PROGRAMS:
                run_program(client, what, name, command)
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


def run_program(client: Client, what: str, name: str, command: list[str]) -> None:
    """Submit one program and show what it prints. Raises DemoError when it fails."""
    say(what, " ".join(command))
    job = client.jobs.submit(command, code=EXAMPLES, name=name, timeout="10m")
    try:
        for item in client.jobs.follow(job.id):
            if isinstance(item, LogLine):
                console.print(f"  [dim]│[/] {escape(item.text)}", soft_wrap=True)
    except BaseException:  # Ctrl-C, too: a server that goes leaves its jobs running
        client.jobs.stop(job.id)
        client.jobs.wait(job.id)
        raise
    ended = client.jobs.get(job.id)
    if ended.state != "succeeded":
        raise DemoError(f"the job {name} {ended.state}: {ended.reason}")


if __name__ == "__main__":
    sys.exit(main())
