"""The Python half: the operator's gradient, and its shape for torch.compile."""

from typing import Any

import torch

from . import _C  # noqa: F401  (registers the operator)


@torch.library.register_fake("scaling::scale")
def _(x: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(x)


def _backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
    return torch.ops.scaling.scale(gradient.contiguous())


torch.library.register_autograd("scaling::scale", _backward)
