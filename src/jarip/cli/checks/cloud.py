"""Checks of the cloud: the disk and the server."""

from __future__ import annotations

import shutil

from jarip.cli.checks.check import Check, fail, ok, warn
from jarip.cli.show import bytes_text

LOW_BYTES = 5 << 30
TOO_LOW_BYTES = 500 << 20


def check_disk() -> Check:
    """There is room for caches, logs and artifacts."""
    from jarip.sdk.credentials import jarip_home

    name = "Disk"
    folder = jarip_home()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{bytes_text(free)} free at {folder}"
    todo = "make room, or choose another place with JARIP_HOME and JARIP_CACHE_DIR"
    if free < TOO_LOW_BYTES:
        return fail(name, found, todo)
    return warn(name, found, todo) if free < LOW_BYTES else ok(name, found)


def check_server() -> Check:
    """A server answers to our key. Without one the compiler works all the same."""
    from jarip.sdk import Client, JaripError

    name = "Server"
    try:
        with Client() as client:
            me = client.me()
            return ok(name, f"{client.transport.url} as {me['organization']['name']}")
    except JaripError as error:
        return warn(name, error.what, error.todo or "start one: jarip up")
