"""`jarip chips`: the pool's chips, or this machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, Project, new_app

if TYPE_CHECKING:
    from jarip.sdk.models import Chip

app = new_app()
COLUMNS = [
    "!chip",
    "node",
    "model",
    ">memory",
    ">cores",
    ">GFLOP/s f32",
    ">f64",
    ">GB/s",
    ">°C",
    ">W",
    "state",
]


@app.command()
def chips(
    local: Annotated[
        bool, typer.Option("--local", help="This machine's, without asking a server.")
    ] = False,
    json: Json = False,
    project: Project = "",
) -> None:
    """List chips with their measured speed and their state."""
    from jarip.cli.show import print_json, print_table

    found = _detect() if local else _ask(project)
    if json:
        print_json(found)
        return
    print_table(COLUMNS, (_row(chip) for chip in found), empty="no chips")
    for chip in found:
        if chip.note and chip.health != "ok":
            print(f"{chip.id} of {chip.node_id}: {chip.note}")
    for hold, those in _loosely_held(found).items():
        print(f"parts of {', '.join(those)} are held by {hold}")


def _loosely_held(chips: list[Chip]) -> dict[str, list[str]]:
    """Kinds by what holds jobs to parts of them, where that isn't the kernel."""
    from jarip.chips import PartHold

    found: dict[str, list[str]] = {}
    for chip in chips:
        if chip.part_hold not in ("", PartHold.KERNEL):
            kinds = found.setdefault(chip.part_hold, [])
            kinds += [] if chip.kind in kinds else [chip.kind]
    return found


def _row(chip: Chip) -> list[str]:
    from jarip.cli.show import bytes_text, escape

    name = chip.model if chip.maker in chip.model else f"{chip.maker} {chip.model}"
    return [
        chip.id,
        chip.node_id,
        escape(name),
        bytes_text(chip.memory_bytes) if chip.memory_bytes else "–",
        str(chip.cores or "–"),
        _figure(chip.gflops_f32),
        _figure(chip.gflops_f64),
        _figure(chip.bandwidth_gbs),
        _figure(chip.temperature_c),
        _figure(chip.power_w),
        "busy" if chip.is_busy else chip.health,
    ]


def _ask(project: str) -> list[Chip]:
    from jarip.sdk import Client

    with Client(project=project) as client:
        return client.chips()


def _detect() -> list[Chip]:
    """This machine's chips in the server's words."""
    from dataclasses import asdict

    from jarip.chips import detect_chips
    from jarip.cloud.engines.local.processors import tell_part_hold
    from jarip.sdk.models import Chip, parse

    return [
        parse(
            Chip,
            {
                **asdict(chip),
                "gflops_f32": None,
                "gflops_f64": None,
                "bandwidth_gbs": None,
                **(asdict(chip.speed) if chip.speed else {}),
                "id": chip.id,
                "node_id": "local",
                "links": [f"{link.peer} {link.kind}" for link in chip.links],
                "is_busy": False,
                "part_hold": chip.part_hold,
            },
        )
        for chip in tell_part_hold(detect_chips())
    ]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
