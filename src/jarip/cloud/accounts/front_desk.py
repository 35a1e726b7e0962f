"""What logging in, signing up and the like need: they open transactions of their own.

Other services take a session and leave the transaction to their caller. These can't: hashing a
password takes 20 ms of processor time, which must not be spent holding SQLite's only write lock,
and a failed attempt has to be written down although the attempt fails.
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.mail.outbox import Outbox


@dataclass(frozen=True)
class FrontDesk:
    """The parts of a running cloud that people pass on their way in.

    `public_url` is where the links in messages lead.
    """

    database: Database
    clock: Clock
    secret: bytes
    public_url: str
    outbox: Outbox
