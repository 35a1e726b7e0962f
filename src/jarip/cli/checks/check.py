"""The outcome of one check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """Something is missing that not everybody needs."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do about it."""

    name: str
    verdict: Verdict
    finding: str
    todo: str = ""


def ok(name: str, finding: str) -> Check:
    return Check(name, Verdict.OK, finding)


def warn(name: str, finding: str, todo: str) -> Check:
    return Check(name, Verdict.WARNING, finding, todo)


def fail(name: str, finding: str, todo: str) -> Check:
    return Check(name, Verdict.FAILED, finding, todo)
