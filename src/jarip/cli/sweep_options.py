"""Reading `--sweep lr=0.1,0.01` into parameters and their values."""

from __future__ import annotations

from collections.abc import Sequence

import typer

Value = str | int | float


def parse_sweep(texts: Sequence[str]) -> dict[str, list[Value]]:
    """Parameter → values, numbers as numbers. A usage error for anything else."""
    sweep: dict[str, list[Value]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not name or not values:
            raise typer.BadParameter(f"{text!r} is not NAME=VALUE,VALUE", param_hint="--sweep")
        sweep[name] = [_parse(value) for value in values.split(",")]
    return sweep


def _parse(text: str) -> Value:
    for kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            continue
        if str(value) == text:  # 1e-3 and 007 stay as they were written
            return value
    return text
