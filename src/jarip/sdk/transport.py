"""Requests to the server: one connection pool, errors made into exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

import jarip
from jarip.sdk.credentials import Credentials
from jarip.sdk.errors import ApiError, UnreachableError, WrongField

TIMEOUT = httpx.Timeout(60.0, connect=5.0)
TRIES = 3
PROBLEM = "urn:jarip:problem:"


class Transport:
    """Sends requests with the API key. Share one between threads."""

    def __init__(
        self, credentials: Credentials, *, project: str = "", organization: str = ""
    ) -> None:
        self.url = credentials.url
        headers = {"User-Agent": f"jarip/{jarip.__version__}"}
        if credentials.api_key:  # there is none yet while logging in
            headers["Authorization"] = f"Bearer {credentials.api_key}"
        if project:
            headers["Jarip-Project"] = project
        if organization:
            headers["Jarip-Organization"] = organization
        self._http = httpx.Client(
            base_url=credentials.url, headers=headers, timeout=TIMEOUT, follow_redirects=False
        )

    def close(self) -> None:
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Any:
        """The answer's JSON. Requests that may be repeated are, when the connection breaks.

        Raises ApiError with the server's problem, or UnreachableError.
        """
        tries = TRIES if (method == "GET" if repeatable is None else repeatable) else 1
        for attempt in range(1, tries + 1):
            try:
                response = self._http.request(
                    method, path, params=_drop_empty(params), json=json, content=content,
                    headers=headers,
                )  # fmt: skip
                break
            except httpx.TransportError as error:
                if attempt == tries:
                    raise self._unreachable(error) from error
        if response.is_error:
            raise problem_of(response)
        return response.json() if response.content else None

    @contextmanager
    def stream(self, path: str, params: Mapping[str, Any]) -> Iterator[httpx.Response]:
        """An answer that comes bit by bit. httpx.TransportError is the caller's to handle."""
        timeout = httpx.Timeout(None, connect=5.0, read=60.0)
        with self._http.stream("GET", path, params=dict(params), timeout=timeout) as response:
            if response.is_error:
                response.read()
                raise problem_of(response)
            yield response

    def download(self, path: str, params: Mapping[str, Any]) -> Iterator[bytes]:
        """A file's bytes, in pieces."""
        with self.stream(path, params) as response:
            yield from response.iter_bytes()

    def _unreachable(self, error: httpx.TransportError) -> UnreachableError:
        return UnreachableError(
            f"the server does not answer: {error}",
            where=self.url,
            todo="is it running? `jarip up` starts one here; JARIP_URL chooses another",
        )


def problem_of(response: httpx.Response) -> ApiError:
    """The exception for a problem document, or for any other refusal."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict) or "detail" not in problem:
        return ApiError(
            f"the server answered {response.status_code} {response.reason_phrase}",
            status=response.status_code,
            code="http",
            where=str(response.request.url),
        )
    return ApiError(
        problem["detail"],
        status=response.status_code,
        code=str(problem.get("type", "")).removeprefix(PROBLEM),
        where=problem.get("where", ""),
        todo=problem.get("todo", ""),
        fields=[WrongField(each["where"], each["what"]) for each in problem.get("errors", [])],
    )


def _drop_empty(params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if params is None:
        return None
    return {key: value for key, value in params.items() if value not in (None, "", [], ())}
