"""What passes between the head and its agents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from jarip.chips import Chip
from jarip.cloud.engines.engine import Report


class NodeUnreachable(Exception):
    """The node's agent did not answer; nothing is known of what it does."""


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What a node says of itself when it joins."""

    node_id: str
    address: str
    """By which the other nodes reach it."""
    interface: str
    """The network interface with that address."""
    chips: tuple[Chip, ...]
    isolation: str
    places: dict[str, str]
    """What is where on this machine; see `places`."""
    rack: str = ""


@dataclass(frozen=True, slots=True)
class MemberReport:
    """What a node knows of its member of an attempt."""

    report: Report
    log_bytes: int = 0
    saved_age_ms: int | None = None
    """How long ago its checkpoints were last copied to the store."""


@dataclass(frozen=True, slots=True)
class Member:
    """One node's part of an attempt."""

    node_id: str
    rank: int
    chips: tuple[str, ...]
    """Ids on the node, such as `cpu:0`."""
    percent: int = 100
    """Of its chip's time."""


@dataclass(frozen=True, slots=True)
class LogChunk:
    data: bytes
    next_offset: int


class AgentHandle(Protocol):
    """A way to an agent."""

    def call(self, method: str, *arguments: Any, timeout_s: float = ...) -> Any:
        """The method's answer. NodeUnreachable without one in time; its own errors as they are."""
        ...


class Directory(Protocol):
    """Who is there."""

    def nodes(self) -> dict[str, NodeFacts]:
        """Nodes that can get work now."""
        ...

    def handle(self, node_id: str) -> AgentHandle | None:
        """A way to the node's agent; None while it isn't there."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """What a member has to know of its gang."""

    rank: int
    nodes: int
    chips: int
    master_address: str
    master_port: int
    interface: str
    peers: tuple[str, ...] = field(default=())
    """Addresses of all members by rank."""
