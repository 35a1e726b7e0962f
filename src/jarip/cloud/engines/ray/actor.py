"""The agent as a Ray actor, and the way to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jarip.chips import detect_chips
from jarip.cloud.engines.local.processors import tell_part_hold
from jarip.cloud.engines.nodes.agent import NodeAgent
from jarip.cloud.engines.nodes.records import NodeUnreachable
from jarip.cloud.engines.nodes.store import FsspecStore, ObjectStore
from jarip.cloud.engines.ray.command import HOME_VARIABLE, NAME_VARIABLE, RACK_VARIABLE
from jarip.cloud.engines.ray.library import load_ray
from jarip.cloud.engines.ray.relay import RelayStore

CALLS_AT_ONCE = 32


class AgentActor:
    """Runs on a node; one method, so that nothing else of the agent can be called by mistake."""

    METHODS = frozenset(
        "describe find_port prepare start poll stop renew signal read_log reap "
        "list_unreaped wait_for_change".split()
    )

    def __init__(self, address: str, store_url: str, keeper_name: str) -> None:
        store: ObjectStore = RelayStore(keeper_name) if keeper_name else FsspecStore(store_url)
        self._agent = NodeAgent(
            os.environ[NAME_VARIABLE],
            address,
            Path(os.environ[HOME_VARIABLE]),
            tell_part_hold(detect_chips()),
            store,
            rack=os.environ.get(RACK_VARIABLE, ""),
        )

    def call(self, method: str, arguments: tuple[Any, ...]) -> Any:
        if method not in self.METHODS:
            raise ValueError(f"{method} is no method of an agent")
        return getattr(self._agent, method)(*arguments)


class RayHandle:
    """Keeps the contract of `nodes.records.AgentHandle`."""

    def __init__(self, actor: Any, node_id: str) -> None:
        self._actor = actor
        self._node_id = node_id

    def call(self, method: str, *arguments: Any, timeout_s: float = 10.0) -> Any:
        ray = load_ray()

        try:
            return ray.get(self._actor.call.remote(method, arguments), timeout=timeout_s)
        except ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, Exception) else error from None
        except (ray.exceptions.RayActorError, ray.exceptions.GetTimeoutError) as error:
            raise NodeUnreachable(f"{self._node_id}: {type(error).__name__}") from error
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise NodeUnreachable(f"{self._node_id}: {error}") from error
