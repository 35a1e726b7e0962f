"""Sends mail in a thread of its own, as long as the server lives."""

from __future__ import annotations

import logging
import threading

from jarip.cloud.mail.sending import Sender

PAUSE_S = 2.0
log = logging.getLogger(__name__)


class MailLoop:
    """Sends what is due every two seconds."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-mail", daemon=True)

    def start(self) -> None:
        """Begin at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present message."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._sender.send_due()
            except Exception:
                log.exception("sending mail failed; trying again in %d s", PAUSE_S)
            self._stopping.wait(PAUSE_S)
