"""Lists of any length, fetched page by page while they are walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from jarip.sdk.transport import Transport

Item = TypeVar("Item")
PAGE = 100


def iterate_pages(
    transport: Transport,
    path: str,
    params: Mapping[str, Any],
    make: Callable[[Mapping[str, Any]], Item],
    limit: int | None = None,
) -> Iterator[Item]:
    """Every item of a list, newest first; at most `limit`."""
    cursor, left = "", limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        answer = transport.request("GET", path, params={**params, "limit": size, "cursor": cursor})
        for values in answer["items"]:
            yield make(values)
        left = None if left is None else left - len(answer["items"])
        cursor = answer["next_cursor"]
        if not cursor:
            return
