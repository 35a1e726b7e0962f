"""`make demo`: the whole way, from an unmodified CUDA program to the invoice for it.

Starts a cloud of its own below `.demo/`, makes a customer with a subscription, submits `digits.cu`
as that customer, shows its log while it runs, and ends with what it did and what it cost. Exits
with 0 only if all of that is true. What it started is stopped however it ends; only the compile
cache stays, so the second time is quick.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.box import ROUNDED
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from jarip.cli.money import money_text, quantity_text
from jarip.cli.show import bytes_text, duration_text, escape
from jarip.sdk.client import Client
from jarip.sdk.credentials import FILE_NAME, read_stored
from jarip.sdk.models import Chip, JobDetail, LogLine
from jarip.sdk.money_models import InvoiceSoFar, UsageSum

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / ".demo"
HOME = DEMO / "home"
PLAN, CURRENCY = "starter", "KRW"
NEEDED_ACCURACY = 95.0
START_PATIENCE_S = 60
STOP_PATIENCE_S = 20
ACCURACY = re.compile(r"held-out accuracy: ([\d.]+) % \((\d+) of (\d+)\)")
PR_SET_PDEATHSIG = 1

console = Console(highlight=False)


class DemoError(Exception):
    """The demo didn't come to a good end; the text says why."""


@dataclass(frozen=True)
class Outcome:
    """All that the summary is made of."""

    job: JobDetail
    accuracy: tuple[float, int, int]
    """Percent, hits, digits held out."""
    chip: Chip
    usage: list[UsageSum]
    invoice: InvoiceSoFar
    organization: str


def main() -> int:
    """Run the demo; the exit code."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    shutil.rmtree(HOME, ignore_errors=True)
    try:
        with run_cloud() as operator:
            outcome = run_customer(operator)
            show_summary(outcome)
            check(outcome)
    except KeyboardInterrupt:
        console.print("\n[yellow]stopped; nothing is left running[/]")
        return 130
    except DemoError as error:
        console.print(f"\n[bold red]✗ {error}[/]")
        console.print(f"the server's log: {DEMO / 'server.log'}")
        return 1
    shutil.rmtree(HOME, ignore_errors=True)
    console.print(
        f"[dim]done in {duration_text(int((time.monotonic() - began) * 1000))};[/]", end=""
    )
    console.print("[dim] keep a cloud running with[/] jarip up")
    return 0


@contextmanager
def run_cloud() -> Iterator[Client]:
    """An embedded cloud and its operator's client; stopped at the end, with all it runs."""
    DEMO.mkdir(exist_ok=True)
    environment = {**os.environ, "JARIP_HOME": str(HOME), "JARIP_CACHE_DIR": str(DEMO / "cache")}
    for name in ("JARIP_URL", "JARIP_API_KEY", "JARIP_DATABASE_URL", "JARIP_CATALOG"):
        environment.pop(name, None)
    with (DEMO / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jarip.cli.main", "up", "--port", "0"],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # Ctrl-C is ours to pass on
            preexec_fn=_die_with_parent,
        )
    try:
        say("starting a cloud of its own", "one process, SQLite, no GPU needed")
        credentials = wait_for_credentials(server)
        with Client(credentials["url"], credentials["api_key"]) as operator:
            yield operator
    finally:
        stop_server(server)


def run_customer(operator: Client) -> Outcome:
    """A customer subscribes, runs the program, and looks at the bill."""
    organization = operator.accounts.create_organization("Hanbit Robotics", "hanbit")
    as_operator = Client(operator.transport.url, operator_key(), organization=organization.id)
    with as_operator:
        subscription = as_operator.billing.subscribe(PLAN, CURRENCY)
        key = as_operator.accounts.create_key("demo", project="default")
        say("a customer", f"{organization.name}, on the plan {subscription.plan_key}")
        with Client(operator.transport.url, key) as customer:
            job, lines = run_job(customer)
            chips = {chip.id: chip for chip in customer.chips()}
            usage = customer.billing.usage(job_id=job.id)
        return Outcome(
            job,
            find_accuracy(lines),
            chips[job.tries[-1].chip_ids[0]],
            usage,
            as_operator.billing.invoice_so_far(),
            organization.name,
        )


def run_job(customer: Client) -> tuple[JobDetail, list[str]]:
    """Submit the program, show what it prints, and return how it ended."""
    job = customer.jobs.submit(["digits.cu", "digits.csv"], code=HERE, name="digits", timeout="10m")
    say("an unmodified CUDA program", "examples/digits/digits.cu, as one writes it for a GPU")
    lines: list[str] = []
    try:
        for item in customer.jobs.follow(job.id):
            if isinstance(item, LogLine):
                console.print(f"  [dim]│[/] {escape(item.text)}", soft_wrap=True)
                lines.append(item.text)
            elif item.state not in ("succeeded", "failed", "stopped"):
                console.print(f"  [cyan]{item.state}[/] [dim]{escape(item.reason)}[/]")
    except BaseException:  # Ctrl-C, too: a server that goes leaves its jobs running
        customer.jobs.stop(job.id)
        customer.jobs.wait(job.id)
        raise
    ended = customer.jobs.get(job.id)
    if ended.state != "succeeded":
        raise DemoError(f"the job {ended.state}: {ended.reason}")
    return ended, lines


def find_accuracy(lines: list[str]) -> tuple[float, int, int]:
    for line in reversed(lines):
        if match := ACCURACY.search(line):
            return float(match[1]), int(match[2]), int(match[3])
    raise DemoError("the program never said how many held-out digits it got right")


def check(outcome: Outcome) -> None:
    """What has to be true for the demo to have worked."""
    percent, hits, held_out = outcome.accuracy
    if percent < NEEDED_ACCURACY or hits * 100 < NEEDED_ACCURACY * held_out:
        raise DemoError(f"accuracy {percent} % is below {NEEDED_ACCURACY} %")
    ran_ms = sum(attempt.ran_ms for attempt in outcome.job.tries)
    used_ms = sum(each.amount for each in outcome.usage if not each.faulted)
    if used_ms != ran_ms:
        raise DemoError(f"{used_ms} chip-milliseconds were metered, {ran_ms} were used")
    billed_ms = sum(line.quantity for line in outcome.invoice.lines if line.kind == "usage")
    if billed_ms != used_ms:
        raise DemoError(f"{billed_ms} chip-milliseconds are on the invoice, {used_ms} were used")
    if outcome.invoice.subtotal_micros != sum(line.amount_micros for line in outcome.invoice.lines):
        raise DemoError("the invoice's lines don't add up to its subtotal")


def show_summary(outcome: Outcome) -> None:
    job, chip = outcome.job, outcome.chip
    percent, hits, held_out = outcome.accuracy
    attempt = job.tries[-1]
    assert attempt.started_ms is not None
    assert attempt.ended_ms is not None
    facts = Table.grid(padding=(0, 3))
    facts.add_column(style="dim")
    facts.add_column()
    facts.add_row("accuracy", f"[bold green]{percent:.2f} %[/]  {hits} of {held_out} held out")
    facts.add_row(
        "chip", f"{chip.id}  {chip.model}, {chip.cores} cores, {bytes_text(chip.memory_bytes)}"
    )
    facts.add_row(
        "measured",
        f"{chip.gflops_f32:.0f} GFLOP/s single, {chip.gflops_f64:.0f} double, "
        f"{chip.bandwidth_gbs:.0f} GB/s",
    )
    facts.add_row("waited", duration_text(attempt.created_ms - job.created_ms))
    facts.add_row("start", duration_text(attempt.started_ms - attempt.created_ms))
    for command in attempt.commands:
        facts.add_row(command.name, duration_text(command.duration_ms))
    for each in outcome.usage:
        facts.add_row("used", f"[bold]{quantity_text(each.resource, each.amount)}[/]")
    console.print()
    console.print(Panel(facts, title=f"{job.name} · {job.id}", box=ROUNDED, expand=False))
    show_invoice(outcome)


def show_invoice(outcome: Outcome) -> None:
    invoice = outcome.invoice
    table = Table(box=ROUNDED, title=f"Invoice so far · {outcome.organization}", title_style="bold")
    table.add_column("line")
    table.add_column("plan", style="dim")
    for name in ("quantity", "rate", "amount"):
        table.add_column(name, justify="right")
    for line in invoice.lines:
        table.add_row(
            f"{line.kind} {line.resource_kind}".strip(),
            line.plan_key,
            quantity_text(line.resource, line.quantity) if line.resource else "",
            f"{money_text(line.rate_micros, invoice.currency)}/h" if line.rate_micros else "",
            money_text(line.exact_micros, invoice.currency),
        )
    table.add_section()
    subtotal = money_text(invoice.subtotal_micros, invoice.currency)
    table.add_row("before tax", "", "", "", f"[bold]{subtotal}[/]")
    console.print(table)


def wait_for_credentials(server: subprocess.Popen[bytes]) -> dict[str, str]:
    """What the server writes once it is up."""
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DemoError(f"the server ended with code {server.returncode}")
        if "is up" in (DEMO / "server.log").read_text():
            return read_stored(HOME / FILE_NAME)
        time.sleep(0.05)
    raise DemoError(f"the server did not start within {START_PATIENCE_S} s")


def operator_key() -> str:
    """The operator's key, which may act for any customer."""
    return (HOME / "operator.key").read_text().strip()


def stop_server(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def say(what: str, detail: str) -> None:
    console.print(f"[bold cyan]▸[/] [bold]{what}[/]  [dim]{detail}[/]", soft_wrap=True)


def _die_with_parent() -> None:
    """In the server: end when the demo does, even if that is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
