"""Ray, imported when it is first needed: it is an extra, and takes a second to import."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class RayMissingError(Exception):
    """Ray isn't installed or doesn't start; the text says what to do."""


def load_ray(module: str = "ray") -> Any:
    """The module. RayMissingError if Ray isn't installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise RayMissingError("Ray is not installed: pip install 'jarip[ray]'") from error
