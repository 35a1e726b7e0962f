"""Templates: one environment, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

import jarip
from jarip.cloud.console import formats
from jarip.cloud.console.charts.small import draw_meter, draw_sparkline
from jarip.cloud.console.language import read_words
from jarip.cloud.console.navigation import find_links
from jarip.cloud.errors import CloudError, FieldError, InvalidInputError

if TYPE_CHECKING:
    from jarip.cloud.console.view import View

HERE = Path(__file__).parent
STATIC = HERE / "static"


def render_template(name: str, view: View, values: dict[str, Any]) -> str:
    """A template's text. `view` and its shortest helpers are always there."""
    done = view.request.query_params.get("done", "")
    return (
        _environment()
        .get_template(name)
        .render(
            view=view,
            t=view.say,
            visitor=view.visitor,
            links=find_links(view.visitor),
            path=view.request.url.path,
            done=view.say(f"done.{done}") if f"done.{done}" in read_words() else "",
            **{"error": None, **values},
        )
    )


def describe_error(error: Exception, view: View) -> dict[str, Any]:
    """What an error banner says, in the visitor's language where the sentence is known."""
    shown = as_cloud_error(error)
    return {
        "what": view.reason(shown.what),
        "where": shown.where,
        "todo": view.reason(shown.todo),
        "errors": [(each.where, view.reason(each.what)) for each in shown.errors],
    }


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
def _environment() -> Environment:
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
