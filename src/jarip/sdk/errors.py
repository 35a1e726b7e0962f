"""Errors of the client: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrongField:
    """One wrong field of a request."""

    where: str
    what: str


class JaripError(Exception):
    """Base of everything the client raises."""

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n{self.todo}" if self.todo else text


class NoCredentialsError(JaripError):
    """There is no server's address or no API key."""


class UnreachableError(JaripError):
    """The server didn't answer."""


class CodeError(JaripError):
    """The code folder can't be packed."""


class ApiError(JaripError):
    """The server refused; `code` names the kind of problem, such as `not-found`."""

    def __init__(
        self,
        what: str,
        *,
        status: int,
        code: str,
        where: str = "",
        todo: str = "",
        fields: Sequence[WrongField] = (),
    ) -> None:
        super().__init__(what, where=where, todo=todo)
        self.status = status
        self.code = code
        self.fields = tuple(fields)

    def __str__(self) -> str:
        lines = [super().__str__()]
        if len(self.fields) > 1:
            lines[1:1] = [f"  {field.where}: {field.what}" for field in self.fields]
        return "\n".join(lines)
