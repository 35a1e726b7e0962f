"""A machine that joins: asks the head, runs Ray's part of the node, and comes back when it must."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jarip.chips import Chip
from jarip.cloud.engines.ray.command import node_command, node_environment
from jarip.cloud.engines.ray.process import RayProcess

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
SETTLED_S = 60.0
"""After so long the next trouble is a new one, and the pauses begin small again."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What the head tells a machine that may join."""

    name: str
    ray_address: str
    ray_token: str


class JoinedNode:
    """Runs until stopped: a head that was started anew is joined again."""

    def __init__(
        self,
        ask: Callable[[], Admission],
        head_url: str,
        home: Path,
        chips: list[Chip],
        *,
        address: str = "",
        rack: str = "",
        say: Callable[[str], None] = print,
    ) -> None:
        self._ask = ask
        self._address = address or own_address(head_url)
        self._home = home
        self._chips = chips
        self._rack = rack
        self._say = say
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Until `stop`. The first refusal is raised; later ones are waited out."""
        pause_s, first = FIRST_PAUSE_S, True
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                admission = self._ask()
            except Exception as error:
                if first:
                    raise
                self._say(f"the head does not answer ({error}); trying again")
            else:
                first = False
                self._run_once(admission)
            if time.monotonic() - began > SETTLED_S:
                pause_s = FIRST_PAUSE_S
            self._stopping.wait(pause_s)
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2)

    def _run_once(self, admission: Admission) -> None:
        node = RayProcess(
            node_command(admission.ray_address, self._address, admission.name, self._chips),
            node_environment(admission.ray_token, self._home, admission.name, self._rack),
            self._home / "ray-node.log",
        )
        chips = "1 chip" if len(self._chips) == 1 else f"{len(self._chips)} chips"
        self._say(f"joined {admission.ray_address} as {admission.name}, {chips}")
        try:
            while not self._stopping.is_set() and node.is_alive():
                node.wait(0.5)
        finally:
            node.end()
        if not self._stopping.is_set():
            self._say(f"left the cluster: {node.last_words()}")


def own_address(head_url: str) -> str:
    """This machine's address on the way to the head."""
    parts = urlsplit(head_url)
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.connect((parts.hostname or "127.0.0.1", parts.port or 80))
        return str(probe.getsockname()[0])
