"""What is where on a machine, and an order's paths from one machine to another."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path

import jarip
from jarip.cloud.engines.engine import Command, Order
from jarip.cuda.cache_directory import cache_directory


def places_of(home: Path) -> dict[str, str]:
    """This machine's folders that an order speaks of. `home` is the server's or the node's."""
    return {
        "executable": sys.executable,
        "prefix": sys.prefix,
        "sources": str(Path(jarip.__file__).parents[1]),
        "cache": str(cache_directory()),
        "home": str(home),
    }


def relocate(order: Order, source: Mapping[str, str], target: Mapping[str, str]) -> Order:
    """The order as the machine `target` has to read it: every path that begins with one of
    `source`'s places begins with the target's."""
    pairs = sorted(
        {(source[name], target[name]) for name in source if name in target},
        key=lambda pair: -len(pair[0]),
    )
    if all(here == there for here, there in pairs):
        return order

    def move(text: str) -> str:
        return ":".join(_move_path(part, pairs) for part in text.split(":"))

    return dataclasses.replace(
        order,
        commands=tuple(
            Command(each.name, tuple(_move_words(word, pairs) for word in each.argv))
            for each in order.commands
        ),
        environment={key: move(value) for key, value in order.environment.items()},
        cache=None if order.cache is None else Path(move(str(order.cache))),
        toolkit=None if order.toolkit is None else Path(move(str(order.toolkit))),
    )


def _move_path(path: str, pairs: list[tuple[str, str]]) -> str:
    for here, there in pairs:
        if path == here or path.startswith(f"{here}/"):
            return there + path[len(here) :]
    return path


def _move_words(text: str, pairs: list[tuple[str, str]]) -> str:
    """A command line may hold several paths."""
    return " ".join(_move_path(word, pairs) for word in text.split(" "))
