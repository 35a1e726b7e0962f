"""Starting our own Ray cluster, or entering one that is there."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jarip.chips import Chip
from jarip.cloud.engines.nodes.agent import default_node_name
from jarip.cloud.engines.ray.command import head_command, node_environment, ray_environment
from jarip.cloud.engines.ray.library import RayMissingError, load_ray
from jarip.cloud.engines.ray.process import RayProcess

START_S = 60.0
KNOCK_S = 5.0
NAMESPACE = "jarip"
TOKEN_FILE = "ray.token"
PORT_FILE = "ray.port"
CURRENT_CLUSTER_FILE = "ray_current_cluster"


@dataclass(slots=True)
class RayCluster:
    """A cluster we are connected to."""

    address: str
    """Of Ray's own service; what joining nodes are told."""
    token: str
    process: RayProcess | None
    """Ours, unless the cluster was there before."""

    def close(self) -> None:
        """Leave; a cluster of our own ends. Jobs' supervisors go on."""
        ray = load_ray()

        with contextlib.suppress(Exception):
            ray.shutdown()
        if self.process is not None:
            self.process.end()


def start_cluster(home: Path, address: str, chips: Sequence[Chip], name: str = "") -> RayCluster:
    """A head on this machine, reachable by others at `address`, with this machine as a node.

    Token and port are kept below `home`, so nodes find a head that was started anew.
    """
    token, port = _load_token(home), _load_port(home, address)
    name, folder = name or default_node_name(), _session_folder(home)
    _import_with(token)
    # Ray takes this file and any node that it sees for a head that runs, and refuses to start.
    (folder / CURRENT_CLUSTER_FILE).unlink(missing_ok=True)
    process = RayProcess(
        head_command(address, port, name, chips, folder),
        node_environment(token, home / "node", name, ""),
        home / "ray-head.log",
    )
    cluster = RayCluster(f"{address}:{port}", token, process)
    try:
        _connect(cluster, address)
    except BaseException:
        process.end()
        raise
    return cluster


def enter_cluster(address: str, token: str) -> RayCluster:
    """Connect to a cluster that somebody else runs."""
    _import_with(token)
    cluster = RayCluster(address, token, None)
    _connect(cluster, "")
    return cluster


def _import_with(token: str) -> None:
    """Ray reads its environment when it is imported, and never again."""
    os.environ.update(
        {key: value for key, value in ray_environment(token).items() if key.startswith("RAY_")}
    )
    load_ray()


def _connect(cluster: RayCluster, own_address: str) -> None:
    ray = load_ray()

    deadline = time.monotonic() + START_S
    while True:
        try:
            _knock(cluster.address)  # Ray itself would try for many minutes, whatever happens
            ray.init(
                address=cluster.address,
                namespace=NAMESPACE,
                log_to_driver=False,
                logging_level=logging.ERROR,
                **({"_node_ip_address": own_address} if own_address else {}),
            )
            return
        except (ConnectionError, RuntimeError, OSError) as error:
            process = cluster.process
            if process is not None and not process.is_alive():
                raise RayMissingError(
                    f"Ray did not start: {process.last_words()} (see {process.log})"
                ) from error
            if time.monotonic() > deadline:
                raise RayMissingError(f"no Ray at {cluster.address}: {error}") from error
            time.sleep(0.3)


def _knock(address: str) -> None:
    """OSError if nothing listens there."""
    host, _, port = address.rpartition(":")
    socket.create_connection((host.strip("[]"), int(port)), timeout=KNOCK_S).close()


def _session_folder(home: Path) -> Path:
    """Ray puts sockets below it, whose paths the kernel limits to 107 bytes: a home may be deeper.
    Ours alone, and the same for the same home."""
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"jarip-ray-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise RayMissingError(f"{folder} is somebody else's; remove it")
    return folder


def _load_token(home: Path) -> str:
    return load_secret_text(home / TOKEN_FILE, lambda: secrets.token_hex(32))


def _load_port(home: Path, address: str) -> int:
    def find() -> str:
        with socket.socket() as probe:
            probe.bind((address, 0))
            return str(probe.getsockname()[1])

    return int(load_secret_text(home / PORT_FILE, find))


def load_secret_text(path: Path, make: object) -> str:
    """The text of a file that only we can read, made on first use."""
    assert callable(make)
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = str(make())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
    return text
