"""To come."""

from types import ModuleType


def apply(module: ModuleType) -> None:
    """Called by the finder."""
