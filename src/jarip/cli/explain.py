"""`jarip explain`: why a job waits or runs where it does, and what would start it sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jarip.cli.options import JobId, Json, Project, new_app

if TYPE_CHECKING:
    from collections.abc import Mapping

app = new_app()


@app.command()
def explain(job: JobId, json: Json = False, project: Project = "") -> None:
    """Show how the scheduler compares the pool's chips for a job."""
    from jarip.cli.show import bytes_text, escape, make_console, print_json, print_table
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.jobs.explain(job)
    if json:
        print_json(found)
        return
    console = make_console()
    console.print(escape(found["verdict"] or "it would start now"))
    print_table(
        ["!kind", ">memory", ">free", ">of", ">price an hour", ">speed", ">cost of work", "note"],
        (
            [
                each["kind"],
                bytes_text(each["memory_bytes"]),
                str(each["free"]),
                str(each["total"]),
                _price(each),
                _percent(each["share_of_best"]),
                "–" if each["cost_share"] is None else f"×{each['cost_share']:.2f}",
                escape(each["refusal"]),
            ]
            for each in found["comparisons"]
        ),
        empty="the pool has no chips",
    )
    if found["headline"]:
        console.print(f"[bold]{escape(found['headline'])}[/] (by {found['measured_with']})")
    for text in found["notes"]:
        console.print(f"  – {escape(text)}")
    for text in found["suggestions"]:
        console.print(f"  • {escape(text)}")


def _price(each: Mapping[str, Any]) -> str:
    micros = each["micros_per_hour"]
    return "–" if micros is None else f"{micros / 1_000_000:,.2f}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
