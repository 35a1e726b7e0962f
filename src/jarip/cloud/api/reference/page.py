"""The page, made from the OpenAPI description."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from jinja2 import Template

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body."""

    name: str
    place: str
    type: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One operation."""

    name: str
    method: str
    path: str
    description: str
    fields: list[Field]
    answers: dict[str, str]


@router.get("/docs", response_class=HTMLResponse)
def show_reference(request: Request) -> HTMLResponse:
    """Every operation of the REST interface."""
    spec = request.app.openapi()
    page = _template().render(info=spec["info"], groups=list_operations(spec))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: no start needs it

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    ).get_template("page.html")


@router.get("/docs.css", response_class=Response)
def get_reference_style() -> Response:
    """How the page looks."""
    return Response((FOLDER / "page.css").read_text(), media_type="text/css")


def list_operations(spec: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the description."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups[tag].append(_operation(spec, method, path, operation))
    return dict(groups)


def _operation(spec: dict[str, Any], method: str, path: str, raw: dict[str, Any]) -> Operation:
    fields = [
        Field(
            each["name"],
            each["in"],
            _type(each.get("schema", {})),
            each.get("required", False),
            each.get("description", ""),
        )
        for each in raw.get("parameters", [])
    ]
    body = raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Operation(
        name=raw["operationId"],
        method=method.upper(),
        path=path,
        description=raw.get("description", ""),
        fields=fields + _body_fields(spec, body.get("schema", {})),
        answers={
            code: _type(_json_schema(answer)) or answer.get("description", "")
            for code, answer in raw.get("responses", {}).items()
        },
    )


def _body_fields(spec: dict[str, Any], schema: dict[str, Any]) -> list[Field]:
    name = schema.get("$ref", "").rpartition("/")[2]
    whole = spec["components"]["schemas"].get(name, schema)
    required = whole.get("required", [])
    return [
        Field(key, "body", _type(value), key in required, value.get("description", ""))
        for key, value in whole.get("properties", {}).items()
    ]


def _json_schema(answer: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _type(schema: dict[str, Any]) -> str:
    """A schema in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(filter(None, (_type(each) for each in schema["anyOf"])))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {})) or 'anything'}"
    return str(schema.get("type", ""))
