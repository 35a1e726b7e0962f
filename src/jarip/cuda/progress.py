"""Telling people on standard error what takes its time, once a step, or in place on a terminal."""

from __future__ import annotations

import re
import sys

_COUNT = re.compile(r" \d+/\d+$")


class ProgressLine:
    """A `Progress` that writes `jarip: STEP`; steps that only count up share one line."""

    def __init__(self) -> None:
        self._last = ""
        self._open = False

    def __call__(self, step: str) -> None:
        name = _COUNT.sub("", step)
        terminal = sys.stderr.isatty()
        if name == self._last and not terminal:
            return
        if self._open:
            sys.stderr.write("\r\x1b[K" if name == self._last else "\n")
        sys.stderr.write(f"jarip: {step if terminal else name}" + ("" if terminal else "\n"))
        sys.stderr.flush()
        self._last, self._open = name, terminal

    def end(self) -> None:
        """Finish a line that was left open."""
        if self._open:
            sys.stderr.write("\n")
            self._open = False
