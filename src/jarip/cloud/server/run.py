"""Running the server until it is asked to stop."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from jarip.chips import detect_chips
from jarip.cloud.context import open_cloud
from jarip.cloud.engines.local.processors import tell_part_hold
from jarip.cloud.errors import ConflictError
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.server.cuda_home import build_cuda_home
from jarip.cloud.server.engines import make_machinery
from jarip.cloud.server.home_lock import hold_home
from jarip.cloud.server.late_console import LateConsole
from jarip.cloud.server.local_key import write_local_credentials
from jarip.cloud.server.set_up_link import make_set_up_url
from jarip.cloud.server.settled_memory import settle_memory
from jarip.cloud.settings import DEFAULT_URL, Settings

SHUTDOWN_S = 5
"""How long open requests, such as followed logs, may keep a stopping server."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a server says once it answers."""

    url: str
    home: Path
    credentials: Path
    chips: str
    """How many, and which come later."""
    set_up_url: str
    """Where the first operator's account is made, once; empty if there is one."""
    join_token: str = ""
    """With which other machines join; empty if none can."""


def run_server(
    settings: Settings,
    host: str,
    port: int,
    announce: Callable[[Announcement], None],
) -> None:
    """Serve until SIGINT or SIGTERM. Jobs go on without us; the next server finds them.

    `port` 0 takes a free one. Raises ConflictError if the home or the port is taken.
    """
    with hold_home(settings.home):
        listener = _listen(host, port)
        url = f"http://{_url_host(host)}:{listener.getsockname()[1]}"
        if settings.public_url == DEFAULT_URL:  # nobody said where people reach us
            settings = replace(settings, public_url=url)
        cloud = open_cloud(settings)
        try:
            chips = tell_part_hold(detect_chips())
            machinery = make_machinery(settings, chips, host)
            server = assemble_server(cloud, chips, machinery)
            credentials = write_local_credentials(cloud, url)
            announcement = Announcement(
                url,
                settings.home,
                credentials,
                machinery.more_chips or str(len(machinery.pool.chips)),
                make_set_up_url(cloud, settings.public_url),
                machinery.desk.token if machinery.desk else "",
            )
            settle_memory()

            def tell() -> None:
                announce(announcement)
                _load_late(server.console)

            _serve(server.app, listener, tell)
        finally:
            cloud.close()
            listener.close()


def _load_late(console: LateConsole) -> None:
    def load() -> None:
        console.load()
        settle_memory()

    threading.Thread(target=load, name="jarip-console", daemon=True).start()


class _AnnouncingServer(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()


def _serve(app: object, listener: socket.socket, tell: Callable[[], None]) -> None:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = _AnnouncingServer(config, tell)
    # uvicorn stops on these, then raises them once more: being asked to stop is no failure.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with build_cuda_home(), contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ConflictError(
            f"can't listen: {error.strerror}",
            where=f"{host}:{port}",
            todo="choose another port with --port, or --port 0 for any",
        ) from error
    return listener


def _url_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
