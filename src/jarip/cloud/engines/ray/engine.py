"""The engine on a Ray cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jarip.cloud.engines.nodes.engine import NodesEngine
from jarip.cloud.engines.nodes.leases import NODE_LEASE_MS
from jarip.cloud.engines.nodes.ledger import Entry
from jarip.cloud.engines.nodes.store import FsspecStore
from jarip.cloud.engines.ray.cluster import RayCluster
from jarip.cloud.engines.ray.directory import RayDirectory
from jarip.cloud.engines.ray.groups import Groups
from jarip.cloud.engines.ray.library import load_ray
from jarip.cloud.engines.ray.relay import StoreKeeper

KEEPER_NAME = "jarip-store"
LOCAL_SCHEMES = ("file:", "/")


class RayEngine(NodesEngine):
    """Agents are actors; gangs hold placement groups."""

    def __init__(
        self,
        home: Path,
        cluster: RayCluster,
        store_url: str,
        *,
        server_home: Path | None = None,
        lease_ms: int = NODE_LEASE_MS,
    ) -> None:
        self.cluster = cluster
        self._keeper = _make_keeper(store_url)
        keeper_name = KEEPER_NAME if self._keeper is not None else ""
        directory = RayDirectory(store_url, keeper_name, self.interrupt_wait)
        super().__init__(
            home, directory, FsspecStore(store_url), server_home=server_home, lease_ms=lease_ms
        )
        self._groups = Groups()
        self._ray_directory = directory
        directory.start()

    def close(self) -> None:
        self._ray_directory.close()
        super().close()
        self.cluster.close()

    def _reserve(self, entry: Entry) -> None:
        if len(entry.members) > 1:
            self._groups.reserve(entry.attempt_id, entry.members)

    def _release(self, attempt_id: str) -> None:
        self._groups.release(attempt_id)


def _make_keeper(store_url: str) -> Any:
    """For a store on this machine's own disk, somebody to hand its objects to the others."""
    if not store_url.startswith(LOCAL_SCHEMES):
        return None
    ray = load_ray()
    NodeAffinitySchedulingStrategy = load_ray(
        "ray.util.scheduling_strategies"
    ).NodeAffinitySchedulingStrategy

    here = ray.get_runtime_context().get_node_id()
    return (
        ray.remote(StoreKeeper)
        .options(
            name=KEEPER_NAME,
            num_cpus=0,
            max_concurrency=8,
            max_restarts=-1,
            scheduling_strategy=NodeAffinitySchedulingStrategy(here, soft=False),
        )
        .remote(store_url)
    )
