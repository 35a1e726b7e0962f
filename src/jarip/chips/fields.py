"""Reading the small pieces that makers' tools write: numbers with units, key lists, matrices."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jarip.chips.record import Link

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
UNITS = {
    "b": 1,
    "kb": 1000,
    "kib": 1 << 10,
    "mb": 1 << 20,
    "mib": 1 << 20,
    "gb": 1 << 30,
    "gib": 1 << 30,
}
"""Bytes by unit. Makers write MB and GB and mean powers of two."""
MOST = 1e18
"""No quantity of a chip is larger; a number beyond it is garbage."""


def number(value: Any) -> float | None:
    """The first number in a text such as `45 C`, `[N/A]`, `34℃`; None if there is none."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, bool):
        return None
    found = NUMBER.search(value) if isinstance(value, str) else None
    if isinstance(value, int | float):
        result = float(value)
    elif found:
        result = float(found.group())
    else:
        return None
    return result if math.isfinite(result) and abs(result) < MOST else None


def size(value: Any, unit: str = "mib") -> int | None:
    """Bytes from `65536 MiB`, `{"value": 3, "unit": "GB"}` or a bare number in `unit`."""
    amount = number(value)
    if amount is None or amount < 0:
        return None
    if isinstance(value, Mapping):
        unit = str(value.get("unit", unit))
    elif isinstance(value, str) and (written := re.search(r"\d\s*([KMG]i?B|B)\b", value, re.I)):
        unit = written.group(1)
    factor = UNITS.get(unit.lower())
    return None if factor is None else int(amount * factor)


def whole(value: Any) -> int:
    """A number that has to be there: an index, a count. ValueError if it isn't."""
    amount = number(value)
    if amount is None or amount < 0 or amount != int(amount) or amount > 1 << 20:
        raise ValueError(f"{str(value)[:60]!r} is no index")
    return int(amount)


def bus(value: Any) -> str:
    """A PCI address in the kernel's spelling, `0000:0e:00.0`; "" if it is none."""
    found = re.fullmatch(
        r"\s*(?:([0-9a-fA-F]{4,8}):)?([0-9a-fA-F]{2}):([0-9a-fA-F]{2})\.([0-7])\s*", str(value)
    )
    if not found:
        return ""
    domain, *rest = found.groups()
    return f"{(domain or '0000')[-4:]}:{rest[0]}:{rest[1]}.{rest[2]}".lower()


def text(value: Any) -> str:
    """A short printable text; "" for N/A."""
    cleaned = "".join(ch for ch in str(value if value is not None else "") if ch.isprintable())
    cleaned = " ".join(cleaned.split())[:80]
    return "" if cleaned.strip("[]").upper() in ("N/A", "NONE", "-") else cleaned


def objects(value: Any) -> list[dict[str, Any]]:
    """A JSON list of objects; ValueError if it is anything else."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError("not a list of objects")
    return value


def matrix(output: str, word: str) -> dict[int, tuple[Link, ...]]:
    """Links from a topology matrix: a header `GPU0 GPU1 ...`, then a row for each.

    `word` is what stands before the numbers. Columns of network cards and the like are left out.
    """
    header: list[int] = []
    links: dict[int, tuple[Link, ...]] = {}
    name = re.compile(rf"{word}\s?(\d+)$", re.I)
    for line in output.splitlines():
        cells = re.sub(r"\x1b\[[0-9;]*m", "", line).split()
        found = [match for cell in cells if (match := name.match(cell))]
        if len(found) > 1 or (found and len(cells) == 1 and not header):
            header = [int(match.group(1)) for match in found]
        elif header and cells and (match := name.match(cells[0])):
            own = int(match.group(1))
            links[own] = _links(own, header, cells[1:])
    return links


def _links(own: int, header: Iterable[int], kinds: Iterable[str]) -> tuple[Link, ...]:
    return tuple(
        Link(peer, kind[:16])
        for peer, kind in zip(header, kinds, strict=False)
        if peer != own and kind.upper() != "X"
    )
