"""The installation's secret: 32 random bytes in a file only its owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from jarip.cloud.errors import ConflictError

SECRET_BYTES = 32


def load_secret(path: Path) -> bytes:
    """The secret at `path`, made there on the first start. Several servers share one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        write_private(path, secrets.token_hex(SECRET_BYTES) + "\n")
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise ConflictError(
            f"the installation's secret must be {SECRET_BYTES} bytes in hexadecimal",
            where=str(path),
            todo="restore it from a backup; a new one would make every API key invalid",
        )
    return secret


def write_private(path: Path, text: str) -> None:
    """Write a new file with mode 0600. Raises FileExistsError if there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
