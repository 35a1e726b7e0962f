"""Who stands first in line: carried from one scheduling pass to the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """Jobs for which the last pass kept chips. A server that starts anew has none, and the next
    pass chooses by the fair share alone: nothing is lost but their turn."""

    kept: tuple[str, ...] = ()
