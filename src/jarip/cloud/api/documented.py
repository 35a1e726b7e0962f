"""What the interface's description has beside what FastAPI finds in the routes' parameters."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from jarip.cloud.web.caller import CHOOSING_HEADERS

METHODS = frozenset({"get", "put", "post", "patch", "delete"})


def document_choosing_headers(app: FastAPI) -> None:
    """Every operation with a caller takes the headers that choose for whom it is."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for path in describe()["paths"].values():
                for method, operation in path.items():
                    if method in METHODS and "security" in operation:
                        operation.setdefault("parameters", []).extend(_parameters())
        return describe()

    app.openapi = openapi  # type: ignore[method-assign]


def _parameters() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": text,
            "schema": {"type": "string", "description": text, "default": ""},
        }
        for name, text in CHOOSING_HEADERS.items()
    ]
