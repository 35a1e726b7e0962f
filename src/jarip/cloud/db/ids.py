"""Ids that say what they name and sort by when they were made: `job_01jgx...`.

The part after the prefix is a ULID (https://github.com/ulid/spec) in lower case: 48 bits of
milliseconds, then 80 random bits. Ids made in one process within the same millisecond still sort
in the order they were made, because the random part then counts up.
"""

from __future__ import annotations

import functools
import secrets
import threading

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id can be read aloud."""

_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
_RANDOM_BITS = 80
_LOW_BITS = 40
_LOW_MASK = (1 << _LOW_BITS) - 1
POOL = 1024
_steps: list[int] = []
_lock = threading.Lock()
_last: tuple[int, int] = (0, 0)


def new_id(prefix: str, now_ms: int) -> str:
    """A new id such as `org_01jgxc4v...`: `prefix`, an underscore, 26 characters."""
    return f"{prefix}_{_encode(_next_value(now_ms))}"


def first_id(prefix: str, ms: int) -> str:
    """An id before every one that is made at this moment or later, for `WHERE id >= ...`."""
    return f"{prefix}_{_encode(max(0, ms) << _RANDOM_BITS)}"


def id_time_ms(value: str) -> int:
    """When an id was made, in milliseconds since 1970."""
    number = 0
    for character in value.rpartition("_")[2]:
        number = number * 32 + ALPHABET.index(character)
    return number >> _RANDOM_BITS


def _next_value(now_ms: int) -> int:
    global _last
    with _lock:
        last_ms, last_random = _last
        if now_ms == last_ms:
            chance = last_random + 1 + _next_step()
        else:
            chance = secrets.randbits(_RANDOM_BITS - 1)  # leaves room to count up
        _last = (now_ms, chance)
    return (now_ms << _RANDOM_BITS) + chance


def _next_step() -> int:
    """32 random bits. They are fetched by the thousand: each fetch is a system call."""
    if not _steps:
        pool = secrets.token_bytes(4 * POOL)
        _steps.extend(int.from_bytes(pool[at : at + 4], "big") for at in range(0, len(pool), 4))
    return _steps.pop()


def _encode(number: int) -> str:
    low = number & _LOW_MASK
    return (
        f"{_encode_high(number >> _LOW_BITS)}{_PAIRS[low >> 30]}{_PAIRS[low >> 20 & 1023]}"
        f"{_PAIRS[low >> 10 & 1023]}{_PAIRS[low & 1023]}"
    )


@functools.lru_cache(maxsize=8)
def _encode_high(number: int) -> str:
    """The first 18 characters, which hundreds of ids of one millisecond share."""
    pairs = []
    for _ in range(9):
        pairs.append(_PAIRS[number & 1023])
        number >>= 10
    return "".join(reversed(pairs))
