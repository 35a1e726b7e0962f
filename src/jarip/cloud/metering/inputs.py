"""What the metering services take and give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jarip.cloud.errors import InvalidInputError

LEASE_MS = 120_000
"""How long a lease lasts unless a budget makes it shorter. Renew it several times within."""

MIN_LEASE_MS = 10_000
"""An attempt is not begun for less than this."""


class Resource(StrEnum):
    """What is counted, and in which unit."""

    CHIP = "chip"  # chip-milliseconds; kind: the chip's kind
    PART = "part"  # hundredths of a chip-millisecond, of parts of chips; kind: the chip's kind
    STORAGE = "storage"  # mebibyte-milliseconds; kind: the storage class
    TOKENS = "tokens"  # tokens; kind: the model and direction


PER_CHIP_MS: dict[str, int] = {Resource.CHIP: 1, Resource.PART: 100}
"""Chip time, whole or in part: how much of each makes a chip-millisecond."""
COMPUTE = tuple(PER_CHIP_MS)
"""What is billed at a plan's rates for chips."""


@dataclass(frozen=True)
class Owner:
    """Who uses, so that usage can be summed and budgets held by each. `member_id` may be empty."""

    organization_id: str
    project_id: str
    member_id: str = ""


@dataclass(frozen=True)
class NewMeter:
    """What an attempt will use while it runs.

    An attempt on several kinds of chips opens one meter a kind; everything else about metering
    goes by `attempt_id` and covers them all.
    """

    attempt_id: str
    job_id: str
    owner: Owner
    kind: str
    count: int
    resource: Resource = Resource.CHIP

    def __post_init__(self) -> None:
        if self.count <= 0:
            raise InvalidInputError(f"must be positive, is {self.count}", where="count")
        if not self.attempt_id:
            raise InvalidInputError("must not be empty", where="attempt_id")
        if not 1 <= len(self.kind) <= 64:
            raise InvalidInputError("must be 1 to 64 characters long", where="kind")


@dataclass(frozen=True)
class UsageReport:
    """An attempt was seen running until `until_ms`.

    Compute it as the attempt's start plus the time its supervisor measured with a monotonic clock:
    then a jump of the machine's clock bills nothing and loses nothing. A report about time that
    is already counted is a replay and changes nothing.
    """

    attempt_id: str
    until_ms: int


@dataclass(frozen=True)
class Lease:
    """Until when an attempt may run.

    `until_ms`: it must have ended by then unless a later renewal says otherwise, so begin to stop
    it gracefully one grace period before. `enforced`: a hard budget stands behind it, so the
    supervisor must stop the attempt by itself if no renewal reaches it in time; when False, an
    attempt may go on through a server's outage. `reason` says why a lease is shorter than asked,
    or refused; it is empty otherwise.
    """

    attempt_id: str
    granted: bool
    until_ms: int
    enforced: bool = False
    reason: str = ""
