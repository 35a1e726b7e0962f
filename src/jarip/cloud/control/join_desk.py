"""Where machines ask to join the pool."""

from __future__ import annotations

import hmac
import json
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from jarip.cloud.errors import CloudError, InvalidInputError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class WrongJoinTokenError(CloudError):
    """It is not this cloud's."""

    status = 403
    code = "wrong-join-token"


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a machine needs to take part."""

    name: str
    """Its name in the pool: the one it asked for, or that with a number."""
    ray_address: str
    ray_token: str


class JoinDesk:
    """Checks the token and gives out names. A machine that comes again keeps its name."""

    def __init__(self, book: Path, token: str, ray_address: str, ray_token: str) -> None:
        self._book = book
        self.token = token
        self._ray_address = ray_address
        self._ray_token = ray_token
        self._lock = threading.Lock()

    def admit(self, token: str, name: str, machine: str) -> Admitted:
        """`machine` is a random text that the machine keeps, by which it is known again.

        Raises WrongJoinTokenError, and InvalidInputError for a name that can't be one.
        """
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise WrongJoinTokenError(
                "the join token is not this cloud's",
                where="token",
                todo="`jarip up --engine ray` shows it, and keeps it in join.token of its home",
            )
        if not NAME.fullmatch(name) or not 8 <= len(machine) <= 100:
            raise InvalidInputError(
                f"{name!r} can't be a node's name", where="name", todo="letters, digits, . _ -"
            )
        with self._lock:
            names = self._read()
            given = _choose(names, name, machine)
            if names.get(given) != machine:
                names[given] = machine
                self._write(names)
        return Admitted(given, self._ray_address, self._ray_token)

    def _read(self) -> dict[str, str]:
        try:
            names: dict[str, str] = json.loads(self._book.read_text())
        except FileNotFoundError:
            return {}
        return names

    def _write(self, names: dict[str, str]) -> None:
        temporary = self._book.with_suffix(".new")
        temporary.write_text(json.dumps(names, indent=1))
        temporary.replace(self._book)


def _choose(names: dict[str, str], wanted: str, machine: str) -> str:
    for name, owner in names.items():
        if owner == machine and (name == wanted or name.startswith(f"{wanted}-")):
            return name
    if wanted not in names:
        return wanted
    number = 2
    while f"{wanted}-{number}" in names:
        number += 1
    return f"{wanted}-{number}"
