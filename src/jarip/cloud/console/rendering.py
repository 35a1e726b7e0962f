"""Templates: one environment, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

import jarip
from jarip.cloud.console import formats
from jarip.cloud.console.charts.small import draw_meter, draw_sparkline
from jarip.cloud.errors import CloudError, FieldError, InvalidInputError

HERE = Path(__file__).parent
STATIC = HERE / "static"


def as_cloud_error(error: Exception) -> CloudError:
    """The error itself, or what is wrong with an input's fields."""
    if isinstance(error, CloudError):
        return error
    assert isinstance(error, ValidationError | RequestValidationError)
    errors: Sequence[Any] = error.errors()
    wrong = [
        FieldError(
            ".".join(str(part) for part in item["loc"]),
            str(item["msg"]).removeprefix("Value error, "),
        )
        for item in errors
    ]
    return InvalidInputError("some fields are wrong", errors=wrong)


@cache
def static_url(name: str) -> str:
    """A static file's address, with a digest so that it can be cached for good."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def template_environment() -> Environment:
    """Where templates come from."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "static_url": static_url,
        "meter": draw_meter,
        "sparkline": draw_sparkline,
        "version": jarip.__version__,
    }
    environment.filters |= {
        "bytes": formats.format_bytes,
        "number": formats.format_number,
        "hours": formats.format_hours,
        "zip_same": _pair_up,
        "shares": _as_shares,
    }
    return environment


def _pair_up(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices that are called what they are."""
    return [(value, value) for value in values]


def _as_shares(percents: Iterable[int]) -> list[float]:
    """0.8 for 80 percent."""
    return [percent / 100 for percent in percents]
