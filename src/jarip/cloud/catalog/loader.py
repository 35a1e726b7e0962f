"""Loads the plan catalog from its file: the operator's, or the one in this package."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from jarip.cloud.catalog.plan import Catalog
from jarip.cloud.catalog.yaml_source import YamlSource, read_yaml
from jarip.cloud.errors import FieldError, InvalidInputError

Model = TypeVar("Model", bound=BaseModel)
BUILT_IN = Path(__file__).parent / "plans.yaml"


def load_catalog(path: Path | None = None) -> Catalog:
    """The validated catalog. InvalidInputError lists every mistake with its file and line."""
    return _validate(Catalog, read_yaml(path or BUILT_IN), "the plan catalog has mistakes")


def _validate(model: type[Model], source: YamlSource, what: str) -> Model:
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        mistakes = [
            FieldError(
                f"{source.where(item['loc'])} {'.'.join(str(part) for part in item['loc'])}",
                item["msg"].removeprefix("Value error, "),
            )
            for item in error.errors()
        ]
        raise InvalidInputError(
            what,
            where=str(source.path),
            todo="correct them; the built-in catalog is a working example",
            errors=mistakes,
        ) from error
