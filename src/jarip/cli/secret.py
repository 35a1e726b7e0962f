"""`jarip secret`: a project's secrets."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from jarip.cli.options import Json, Project, new_app

app = new_app("Keep secrets for jobs.")

Name = Annotated[str, typer.Argument(help="Its name, such as HF_TOKEN.")]


@app.command(name="set")
def set_secret(name: Name, project: Project = "") -> None:
    """Set a secret. Its text is asked for, or read from standard input: never an argument."""
    from jarip.sdk import Client

    if sys.stdin.isatty():
        value = typer.prompt(name, hide_input=True)
    else:
        value = sys.stdin.read().rstrip("\n")
    with Client(project=project) as client:
        client.secrets.put(name, value)
    print(f"{name} is set; a job gets it by: jarip run --secret {name} -- ...")


@app.command(name="list")
def list_secrets(json: Json = False, project: Project = "") -> None:
    """List secrets by name."""
    from jarip.cli.show import ago_text, print_json, print_table
    from jarip.sdk import Client

    with Client(project=project) as client:
        found = client.secrets.list()
    if json:
        print_json(found)
        return
    rows = ([each.name, ago_text(each.changed_ms)] for each in found)
    print_table(["!name", ">changed"], rows, empty="no secrets; set one: jarip secret set NAME")


@app.command()
def delete(name: Name, project: Project = "") -> None:
    """Forget a secret. Running jobs keep what they got."""
    from jarip.sdk import Client

    with Client(project=project) as client:
        client.secrets.delete(name)
    print(f"{name} is forgotten")
