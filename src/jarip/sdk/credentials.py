"""Where the server is and who we are: from the environment, or from `$JARIP_HOME`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jarip.sdk.errors import NoCredentialsError

FILE_NAME = "credentials.json"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A server's address and an API key."""

    url: str
    api_key: str


def jarip_home(environment: Mapping[str, str] = os.environ) -> Path:
    """`$JARIP_HOME`, by default `~/.jarip`."""
    return Path(environment.get("JARIP_HOME") or Path.home() / ".jarip").expanduser().absolute()


def read_credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """JARIP_URL and JARIP_API_KEY where set, else what `jarip up` or `jarip login` wrote.

    Raises NoCredentialsError saying how to get some.
    """
    path = jarip_home(environment) / FILE_NAME
    stored = read_stored(path)
    url = environment.get("JARIP_URL") or stored.get("url", "")
    api_key = environment.get("JARIP_API_KEY") or stored.get("api_key", "")
    missing = [
        name for name, value in (("JARIP_URL", url), ("JARIP_API_KEY", api_key)) if not value
    ]
    if missing:
        raise NoCredentialsError(
            f"{' and '.join(missing)} not set, and {path} doesn't say",
            todo="start a cloud on this machine with `jarip up`, or set the variables",
        )
    return Credentials(url.rstrip("/"), api_key)


def write_credentials(home: Path, credentials: Credentials) -> Path:
    """Store credentials for later clients, readable by the user alone."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"url": credentials.url, "api_key": credentials.api_key}, indent=2) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=home, delete=False) as file:  # its mode is 0600
        file.write(text)
    return Path(file.name).replace(home / FILE_NAME)


def read_stored(path: Path) -> dict[str, str]:
    """What a credentials file says; empty if there is none."""
    try:
        values = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise NoCredentialsError(
            f"not readable: {error}", where=str(path), todo="delete it; `jarip up` writes it anew"
        ) from error
    return {key: str(value) for key, value in values.items()} if isinstance(values, dict) else {}
