"""Which engine a server runs, and the pool that goes with it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from jarip.chips import Chip
from jarip.cloud.control.join_desk import JoinDesk
from jarip.cloud.control.nodes_pool import NodesPool
from jarip.cloud.control.pool import AnyPool, Pool
from jarip.cloud.control.simulated_pool import SimulatedPool
from jarip.cloud.db.clock import SystemClock
from jarip.cloud.engines.engine import Engine
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.engines.simulated.engine import SimulatedEngine
from jarip.cloud.engines.simulated.pool_file import read_pool_file
from jarip.cloud.errors import ConflictError, InvalidInputError
from jarip.cloud.settings import Settings

JOIN_TOKEN_FILE = "join.token"


class ClosableEngine(Engine, Protocol):
    def close(self) -> None:
        """Stop following; attempts go on."""


@dataclass(frozen=True)
class Machinery:
    """What runs attempts, and on what."""

    engine: ClosableEngine
    pool: AnyPool
    desk: JoinDesk | None = None
    """Where machines ask to join; None if they can't."""
    more_chips: str = ""
    """Which chips come in by and by, besides those that the pool has at the start; "" if none."""


def make_machinery(settings: Settings, chips: Sequence[Chip], host: str = "") -> Machinery:
    """The engine that the settings name. ConflictError if it doesn't start."""
    if settings.simulate is not None:
        return _make_simulated(settings, settings.simulate)
    if settings.engine == "local":
        engine = LocalEngine(settings.engine_folder, chips)
        return Machinery(engine, Pool(chips, engine.isolation))
    if settings.engine == "ray":
        return _make_ray(settings, chips, host)
    raise InvalidInputError(
        f"there is no engine {settings.engine!r}", where="--engine", todo="local or ray"
    )


def _make_simulated(settings: Settings, path: Path) -> Machinery:
    try:
        file = read_pool_file(path)
    except ValueError as error:
        raise InvalidInputError(str(error), where="--simulate") from error
    return Machinery(
        SimulatedEngine(settings.home / "simulated"), SimulatedPool(file, SystemClock())
    )


def _make_ray(settings: Settings, chips: Sequence[Chip], host: str) -> Machinery:
    from jarip.cloud.engines.ray.cluster import enter_cluster, load_secret_text, start_cluster
    from jarip.cloud.engines.ray.engine import RayEngine
    from jarip.cloud.engines.ray.library import RayMissingError

    address = settings.node_address or (host if host not in ("", "0.0.0.0", "::") else "127.0.0.1")
    try:
        if settings.ray_address:
            cluster = enter_cluster(settings.ray_address, settings.ray_token)
        else:
            cluster = start_cluster(settings.home, address, chips)
    except RayMissingError as error:
        raise ConflictError(str(error), where="--engine ray") from error
    engine = RayEngine(
        settings.engine_folder,
        cluster,
        settings.store_url or f"file://{settings.home / 'store'}",
        server_home=settings.home,
        lease_ms=settings.node_lease_ms,
    )
    token = load_secret_text(
        settings.home / JOIN_TOKEN_FILE, lambda: f"jrj_{secrets.token_urlsafe(24)}"
    )
    desk = JoinDesk(settings.home / "nodes.json", token, cluster.address, cluster.token)
    here = "" if settings.ray_address else f"{len(chips)} of this machine, and "
    return Machinery(engine, NodesPool(engine), desk, f"{here}those of the nodes that join")
