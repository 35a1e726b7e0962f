"""The console, loaded beside the first requests: a server answers REST that much sooner."""

from __future__ import annotations

import threading
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send


class LateConsole:
    """An application that is made once, in the background or by the first request for a page.

    Whoever asks for a page before it is there waits for it; nobody is turned away.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if app is None:
            app = await run_in_threadpool(self.load)
        await app(scope, receive, send)

    def load(self) -> ASGIApp:
        """The application; made if it isn't yet. From any thread, any number of times."""
        with self._lock:
            if self._app is None:
                self._app = self._make()
            return self._app
