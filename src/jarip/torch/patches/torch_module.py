"""Completes `torch` itself, last: versions and the old tensor types."""

from types import ModuleType
from typing import Any

from jarip.torch.patches import tensor_types
from jarip.torch.surface.properties import CUDA_VERSION_TEXT


def apply(torch: ModuleType) -> None:
    """Called by the finder when `import torch` is over."""
    module: Any = torch
    module.version.cuda = CUDA_VERSION_TEXT
    tensor_types.apply(module)
