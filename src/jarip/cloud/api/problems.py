"""Errors as problem documents (RFC 9457): what, where, and what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from jarip.cloud.errors import CloudError, FieldError, InvalidInputError, TooManyRequestsError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class WrongField(BaseModel):
    """One wrong field of the request."""

    where: str = Field(examples=["body.chips.count"])
    what: str = Field(examples=["Input should be greater than 0"])


class Problem(BaseModel):
    """A problem document. `type` is stable and can be switched on."""

    type: str = Field(examples=["urn:jarip:problem:not-found"])
    title: str = Field(description="The kind of problem", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What is wrong", examples=["there is no project with this id"])
    where: str = Field(description="Which id, field, file or line", examples=["prj_01jgx"])
    todo: str = Field(description="What to do about it", examples=["list the projects"])
    errors: list[WrongField] = Field(default=[], description="Each wrong field of the request")


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What is wrong, where, and what to do about it",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "model": Problem,
    }
}
"""Declared on every route, for OpenAPI."""


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(CloudError, _cloud_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(ValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(OverflowError, _unstorable)
    app.add_exception_handler(Exception, _unexpected)


def problem_response(error: CloudError) -> JSONResponse:
    """The response that tells a caller of an error."""
    problem = Problem(
        type=f"urn:jarip:problem:{error.code}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.what,
        where=error.where,
        todo=error.todo,
        errors=[WrongField(where=item.where, what=item.what) for item in error.errors],
    )
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="jarip"'
    if isinstance(error, TooManyRequestsError):
        headers["Retry-After"] = str(error.retry_after_s)
    return JSONResponse(problem.model_dump(), error.status, headers, media_type=MEDIA_TYPE)


def _cloud_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CloudError)
    return problem_response(error)


def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | ValidationError)
    errors = [
        FieldError(".".join(str(part) for part in item["loc"]), str(item["msg"]))
        for item in error.errors()
    ]
    first = errors[0]
    return problem_response(
        InvalidInputError(
            f"the request has {len(errors)} wrong field(s)" if len(errors) > 1 else first.what,
            where=first.where,
            todo="correct the fields named in errors; /docs describes them",
            errors=errors,
        )
    )


def _unstorable(request: Request, _error: Exception) -> JSONResponse:
    # A text with NUL in it, or an integer of more than 64 bits: no database keeps them.
    return problem_response(
        InvalidInputError(
            "a value has a character or a size that can't be kept",
            where=f"{request.method} {request.url.path}",
            todo="leave out NUL characters; integers have at most 64 bits",
        )
    )


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    cloud_error = CloudError(str(error.detail), where=f"{request.method} {request.url.path}")
    cloud_error.status = error.status_code
    cloud_error.code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    response = problem_response(cloud_error)
    response.headers.update(error.headers or {})
    return response


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem_response(
        CloudError(
            "something failed inside the server",
            where=f"{request.method} {request.url.path}",
            todo="try again; if it fails again, the server's log says why",
        )
    )
