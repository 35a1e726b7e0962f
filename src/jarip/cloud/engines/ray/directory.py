"""Who is in the cluster: nodes with our resource, each with an agent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from jarip.cloud.engines.nodes.records import AgentHandle, NodeFacts, NodeUnreachable
from jarip.cloud.engines.ray.actor import CALLS_AT_ONCE, AgentActor, RayHandle
from jarip.cloud.engines.ray.command import NODE_RESOURCE
from jarip.cloud.engines.ray.library import load_ray

LOOK_S = 0.5
DESCRIBE_S = 60.0
log = logging.getLogger(__name__)


class RayDirectory:
    """Keeps the contract of `nodes.records.Directory`, looking at the cluster in a thread."""

    def __init__(self, store_url: str, keeper_name: str, tell: Callable[[], None]) -> None:
        self._store_url = store_url
        self._keeper_name = keeper_name
        self._tell = tell
        self._lock = threading.Lock()
        self._facts: dict[str, NodeFacts] = {}
        self._handles: dict[str, RayHandle] = {}
        self._ray_ids: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-ray", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def nodes(self) -> dict[str, NodeFacts]:
        with self._lock:
            return dict(self._facts)

    def handle(self, node_id: str) -> AgentHandle | None:
        with self._lock:
            return self._handles.get(node_id)

    def look(self) -> None:
        """Bring the books up to what Ray says now."""
        ray = load_ray()

        alive: dict[str, tuple[str, str]] = {}
        for node in ray.nodes():
            for resource in node["Resources"] if node["Alive"] else ():
                if resource.startswith(NODE_RESOURCE):
                    name = resource.removeprefix(NODE_RESOURCE)
                    alive[name] = (node["NodeID"], node["NodeManagerAddress"])
        for name in [name for name in self._ray_ids if name not in alive]:
            self._forget(name)
        for name, (ray_id, address) in alive.items():
            if self._ray_ids.get(name) != ray_id:
                self._forget(name)
                self._welcome(name, ray_id, address)

    def _welcome(self, name: str, ray_id: str, address: str) -> None:
        ray = load_ray()
        NodeAffinitySchedulingStrategy = load_ray(
            "ray.util.scheduling_strategies"
        ).NodeAffinitySchedulingStrategy

        actor = (
            ray.remote(AgentActor)
            .options(
                num_cpus=0,
                max_concurrency=CALLS_AT_ONCE,
                max_restarts=-1,
                scheduling_strategy=NodeAffinitySchedulingStrategy(ray_id, soft=False),
            )
            .remote(address, self._store_url, self._keeper_name)
        )
        handle = RayHandle(actor, name)
        try:
            facts: NodeFacts = handle.call("describe", timeout_s=DESCRIBE_S)
        except NodeUnreachable as error:
            log.warning("%s joined, but its agent does not answer: %s", name, error)
            return
        with self._lock:
            self._facts[name] = facts
            self._handles[name] = handle
            self._ray_ids[name] = ray_id
        log.info("%s joined with %d chips", name, len(facts.chips))
        self._tell()

    def _forget(self, name: str) -> None:
        with self._lock:
            self._ray_ids.pop(name, None)
            if self._handles.pop(name, None) is not None:
                log.warning("%s left", name)
            self._facts.pop(name, None)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            try:
                self.look()
            except Exception:
                log.exception("looking at the cluster failed; trying again")
