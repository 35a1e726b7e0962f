"""YAML read as text with line numbers: numbers stay exactly as written, and every value knows its
line, so that an error can point at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from jarip.cloud.errors import InvalidInputError

Location = tuple[str | int, ...]


@dataclass
class YamlSource:
    """A document's values, with every scalar a string, and the line of each."""

    path: Path
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)

    def where(self, location: Location) -> str:
        """`plans.yaml:12` for the value at a location, or for what encloses it."""
        while location and location not in self.lines:
            location = location[:-1]
        return f"{self.path}:{self.lines.get(location, 1)}"


def read_yaml(path: Path) -> YamlSource:
    """Read a file. InvalidInputError says where it is not YAML, or which key is there twice."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError as error:
        raise InvalidInputError("there is no such file", where=str(path)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInputError(
            f"is not YAML: {error.problem}", where=f"{path}:{line}", todo="correct the syntax"
        ) from error
    source = YamlSource(path)
    if root is not None:
        source.value = _read(source, root, ())
    return source


def _read(source: YamlSource, node: yaml.Node, location: Location) -> Any:
    source.lines[location] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_read(source, item, (*location, n)) for n, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _read_mapping(source, node, location)
    return None if node.tag.endswith(":null") else node.value


def _read_mapping(source: YamlSource, node: yaml.MappingNode, location: Location) -> Any:
    values = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if key in values:
            raise InvalidInputError(
                f"the key {key} is there twice",
                where=f"{source.path}:{key_node.start_mark.line + 1}",
                todo="keep one of them",
            )
        values[key] = _read(source, value_node, (*location, key))
        source.lines[*location, key] = key_node.start_mark.line + 1
    return values
