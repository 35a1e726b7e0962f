"""The `ray start` command lines of head and nodes, and the environment they run in.

Source: Ray's reference of `ray start` and its page on token authentication.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from jarip.chips import Chip, Health

NODE_RESOURCE = "jarip_node_"
CHIP_RESOURCE = "jarip_chip_"
HOME_VARIABLE = "JARIP_NODE_HOME"
NAME_VARIABLE = "JARIP_NODE_NAME"
RACK_VARIABLE = "JARIP_NODE_RACK"
OBJECT_STORE_BYTES = 100_000_000
"""Ray's own store carries orders and log lines; files go by the object store."""


def ray_environment(token: str) -> dict[str, str]:
    """For every process of Ray's: who has no token is not spoken to."""
    return {
        **os.environ,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": token,
        # Supervisors outlive the agent that started them; the next one finds them.
        "RAY_kill_child_processes_on_worker_exit": "0",
        "RAY_DISABLE_IMPORT_WARNING": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
    }


def head_command(
    address: str, port: int, name: str, chips: Iterable[Chip], temporary: Path
) -> list[str]:
    return [
        *_start(address, name, chips),
        "--head",
        f"--port={port}",
        "--include-dashboard=false",
        f"--temp-dir={temporary}",
    ]


def node_command(head: str, address: str, name: str, chips: Iterable[Chip]) -> list[str]:
    """`head` is the address of Ray's own service, `10.0.0.1:6379`."""
    return [*_start(address, name, chips), f"--address={head}"]


def node_environment(token: str, home: Path, name: str, rack: str) -> Mapping[str, str]:
    """What the agent on the node finds in its environment."""
    return ray_environment(token) | {
        HOME_VARIABLE: str(home),
        NAME_VARIABLE: name,
        RACK_VARIABLE: rack,
    }


def node_resources(name: str, chips: Iterable[Chip]) -> dict[str, float]:
    """The node's own resource, by which it is found, and its chips by kind."""
    sound = (chip.kind for chip in chips if chip.health in (Health.OK, Health.DEGRADED))
    resources: dict[str, float] = {f"{NODE_RESOURCE}{name}": 1.0}
    return resources | {f"{CHIP_RESOURCE}{kind}": n for kind, n in Counter(sound).items()}


def _start(address: str, name: str, chips: Iterable[Chip]) -> list[str]:
    return [
        sys.executable,
        "-c",
        "import sys; from ray.scripts.scripts import main; sys.exit(main())",
        "start",
        f"--node-ip-address={address}",
        "--num-cpus=0",
        "--num-gpus=0",
        f"--resources={json.dumps(node_resources(name, chips))}",
        f"--object-store-memory={OBJECT_STORE_BYTES}",
        "--disable-usage-stats",
        "--block",
    ]
