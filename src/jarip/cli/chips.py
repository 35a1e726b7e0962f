"""`jarip chips`: the pool's chips, or this machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jarip.cli.options import Json, Project, new_app

if TYPE_CHECKING:
    from jarip.sdk.models import Chip

app = new_app()


@app.command()
def chips(
    local: Annotated[
        bool, typer.Option("--local", help="This machine's, without asking a server.")
    ] = False,
    json: Json = False,
    project: Project = "",
) -> None:
    """List chips with their measured speed."""
    from jarip.cli.show import bytes_text, escape, print_json, print_table

    found = _detect() if local else _ask(project)
    if json:
        print_json(found)
        return
    print_table(
        [
            "!chip",
            "model",
            ">memory",
            ">cores",
            ">vector",
            ">GFLOP/s f32",
            ">f64",
            ">GB/s",
            "state",
        ],
        (
            [
                chip.id,
                escape(
                    f"{chip.maker} {chip.model}" if chip.maker not in chip.model else chip.model
                ),
                bytes_text(chip.memory_bytes),
                str(chip.cores),
                f"{chip.vector_bits} bit",
                _figure(chip.gflops_f32),
                _figure(chip.gflops_f64),
                _figure(chip.bandwidth_gbs),
                "busy" if chip.is_busy else chip.health,
            ]
            for chip in found
        ),
        empty="no chips",
    )


def _ask(project: str) -> list[Chip]:
    from jarip.sdk import Client

    with Client(project=project) as client:
        return client.chips()


def _detect() -> list[Chip]:
    """This machine's chips in the server's words."""
    from jarip.chips import detect_chips
    from jarip.sdk.models import Chip

    return [
        Chip(
            id=chip.id,
            node_id="local",
            kind=chip.kind,
            maker=chip.maker,
            model=chip.model,
            memory_bytes=chip.memory_bytes,
            cores=chip.cores,
            vector_bits=chip.vector_bits,
            driver_version=chip.driver_version,
            runtime_version=chip.runtime_version,
            health=chip.health,
            gflops_f32=chip.speed.gflops_f32 if chip.speed else None,
            gflops_f64=chip.speed.gflops_f64 if chip.speed else None,
            bandwidth_gbs=chip.speed.bandwidth_gbs if chip.speed else None,
            is_busy=False,
        )
        for chip in detect_chips()
    ]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
