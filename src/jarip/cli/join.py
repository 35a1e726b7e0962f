"""`jarip join`: this machine becomes a node of a cloud."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import new_app

app = new_app()


@app.command()
def join(
    head: Annotated[str, typer.Argument(help="The cloud's address, such as http://10.0.0.1:8470")],
    token: Annotated[str, typer.Option(envvar="JARIP_JOIN_TOKEN", help="The join token.")],
    name: Annotated[str, typer.Option(help="The node's name; the host's by default.")] = "",
    rack: Annotated[str, typer.Option(help="Nodes of one rack get gangs together.")] = "",
    address: Annotated[
        str, typer.Option(help="By which other nodes reach this one; found by default.")
    ] = "",
) -> None:
    """Join a cloud that was started with `jarip up --engine ray`. Ctrl-C leaves; jobs are stopped
    when their lease ends, and go on elsewhere."""
    import signal

    from jarip.chips import detect_chips
    from jarip.cloud.engines.nodes.agent import default_node_name
    from jarip.cloud.engines.ray.join import Admission, JoinedNode
    from jarip.cloud.settings import read_settings
    from jarip.sdk.joining import ask_to_join, load_machine_key

    home = read_settings().home / "node"
    machine = load_machine_key(home)
    url = head if "://" in head else f"http://{head}"

    def ask() -> Admission:
        return Admission(**ask_to_join(url, token, name or default_node_name(), machine))

    node = JoinedNode(ask, url, home, detect_chips(), address=address, rack=rack, say=_say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: node.stop())
    node.run()


def _say(text: str) -> None:
    print(text, flush=True)
