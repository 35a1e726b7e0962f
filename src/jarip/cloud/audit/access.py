"""Operators' looks at other people's data, written down before they see it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from jarip.cloud.audit.chain import NewEntry, append_entry
from jarip.cloud.audit.current import AuditedRequest
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database

REPEAT_MS = 60_000
"""The same look again within a minute, as of a page that refreshes itself, is the same look."""
MOST_REMEMBERED = 10_000


class AccessLog:
    """Writes looks down, each at most once a minute in this process."""

    def __init__(self, database: Database, clock: Clock, secret: bytes) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret
        self._recent: OrderedDict[tuple[str, ...], int] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, request: AuditedRequest, organization_id: str) -> None:
        """Write down that the request's actor reads something of the organization's."""
        target = request.target or request.path_target
        if not self._is_new((request.actor_id, organization_id, request.action, target)):
            return
        entry = NewEntry(
            organization_id=organization_id,
            actor_id=request.actor_id,
            actor_name=request.actor_name,
            action=request.action,
            target=target,
            is_visit=True,
            address=request.address,
        )
        with self._database.write() as session:
            append_entry(session, self._clock, self._secret, entry)

    def _is_new(self, look: tuple[str, ...]) -> bool:
        now = self._clock.now_ms()
        with self._lock:
            last = self._recent.get(look)
            if last is not None and 0 <= now - last < REPEAT_MS:
                return False
            self._recent[look] = now
            self._recent.move_to_end(look)
            if len(self._recent) > MOST_REMEMBERED:
                self._recent.popitem(last=False)
        return True
