"""Asking a cloud to let this machine join. The join token is the only credential."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import httpx

from jarip.sdk.errors import UnreachableError
from jarip.sdk.transport import problem_of

TIMEOUT_S = 15.0


def ask_to_join(url: str, token: str, name: str, machine: str) -> dict[str, str]:
    """`name`, `ray_address` and `ray_token`, as the head gives them."""
    try:
        answer = httpx.post(
            f"{url.rstrip('/')}/v1/nodes/join",
            json={"token": token, "name": name, "machine": machine},
            timeout=TIMEOUT_S,
        )
    except httpx.TransportError as error:
        raise UnreachableError(f"no cloud answers: {error}", where=url) from error
    if answer.is_error:
        raise problem_of(answer)
    admitted: dict[str, str] = answer.json()
    return admitted


def load_machine_key(home: Path) -> str:
    """A random text by which the head knows this machine again, made on first use."""
    path = home / "machine.key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_hex(16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
