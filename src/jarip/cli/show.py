"""Showing times, sizes, states and tables the same way in every command."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

STATE_MARKS = {
    "queued": ("◌", "yellow"),
    "starting": ("◔", "cyan"),
    "running": ("●", "cyan"),
    "succeeded": ("✓", "green"),
    "failed": ("✗", "red"),
    "stopped": ("■", "magenta"),
    "lost": ("?", "red"),
}
PIPE_WIDTH = 200
UNITS_BYTES = ("B", "KiB", "MiB", "GiB", "TiB")


def print_json(value: Any) -> None:
    """A record or a list of records as JSON on stdout."""
    json.dump(_plain(value), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """A table, or `empty` when there are no rows.

    A column that starts with `>` holds numbers, one with `!` ids: neither is folded.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows = list(rows)
    if not rows:
        print(empty, file=sys.stderr)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.lstrip(">!"),
            justify="right" if column.startswith(">") else "left",
            no_wrap=column.startswith((">", "!")),
        )
    for row in rows:
        table.add_row(*row)
    make_console().print(table)


def make_console() -> Console:
    """A console on stdout. What isn't read by eyes on a terminal is never folded."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def state_text(state: str) -> str:
    """A state with its mark and colour, as rich markup."""
    mark, colour = STATE_MARKS.get(state, ("·", "white"))
    return f"[{colour}]{mark} {state}[/]"


def escape(text: str) -> str:
    """Text from outside, so that rich takes none of it for markup."""
    from rich.markup import escape as escape_markup

    return escape_markup(text)


def duration_text(milliseconds: int | None) -> str:
    """`340 ms`, `12.3 s`, `4 m 05 s`, `3 h 02 m`."""
    if milliseconds is None:
        return "–"
    seconds = milliseconds / 1000
    if seconds < 1:
        return f"{milliseconds} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds) // 60} m {int(seconds) % 60:02} s"
    return f"{int(seconds) // 3600} h {int(seconds) % 3600 // 60:02} m"


def ago_text(at_ms: int | None) -> str:
    """How long ago, such as `4 m 05 s ago`."""
    if at_ms is None:
        return "–"
    return f"{duration_text(max(0, int(time.time() * 1000) - at_ms))} ago"


def moment_text(at_ms: int | None) -> str:
    """Local date and time to the millisecond."""
    if at_ms is None:
        return "–"
    local = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at_ms // 1000))
    return f"{local}.{at_ms % 1000:03}"


def bytes_text(size: int) -> str:
    """`1.5 GiB`."""
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(UNITS_BYTES) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {UNITS_BYTES[unit]}" if unit == 0 else f"{amount:.1f} {UNITS_BYTES[unit]}"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
