"""Compares what the host and the device made of the same inputs."""

from typing import Any

import torch
import torch.utils._pytree as pytree

# (relative, absolute): the device's results are made by the host's kernels, but a composite may
# take another path on CUDA, and sums then run in another order.
_TOLERANCE = {
    torch.float16: (1e-2, 1e-2),
    torch.bfloat16: (2e-2, 2e-2),
    torch.float32: (1e-4, 1e-4),
    torch.complex64: (1e-4, 1e-4),
    torch.complex32: (2e-2, 2e-2),
}
_EXACT = (1e-7, 1e-7)


class Mismatch(Exception):
    """The device's result is not the host's."""


def tensors_of(tree: Any) -> list[torch.Tensor]:
    return [leaf for leaf in pytree.tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


def compare(expected: Any, got: Any, values: bool, what: str) -> int:
    """Number of tensors compared; raises Mismatch. Without `values`, all but the values."""
    wanted, found = tensors_of(expected), tensors_of(got)
    if len(wanted) != len(found):
        raise Mismatch(f"{what}: {len(found)} tensors instead of {len(wanted)}")
    for a, b in zip(wanted, found, strict=True):
        if b.device.type != "cuda":
            raise Mismatch(f"{what} is on {b.device}")
        if (a.shape, a.dtype, a.layout) != (b.shape, b.dtype, b.layout):
            raise Mismatch(f"{what} is {b.dtype} {tuple(b.shape)}, not {a.dtype} {tuple(a.shape)}")
        if values:
            _compare_values(a.detach().cpu(), b.detach().cpu(), what)
    return len(wanted) if values else sum(a.numel() > 0 for a in wanted)


def compare_gradients(host: Any, device: Any, expected: Any, got: Any) -> int:
    """Gradients of the sums of `expected` and `got` with respect to `host` and `device`."""
    wanted = _gradients(host, expected)
    if wanted is None:
        return 0
    found = _gradients(device, got)
    if found is None:
        raise Mismatch("the device's result has no gradient")
    return compare(wanted, found, True, "gradient")


def problem_of(error: Exception) -> str:
    """One line."""
    if isinstance(error, Mismatch):
        return str(error)
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:140]}"


def _compare_values(a: torch.Tensor, b: torch.Tensor, what: str) -> None:
    rtol, atol = _TOLERANCE.get(a.dtype, _EXACT)
    try:
        torch.testing.assert_close(b, a, rtol=rtol, atol=atol, equal_nan=True, check_stride=False)
    except AssertionError as error:
        lines = " ".join(str(error).split())
        raise Mismatch(f"{what}: {lines[:140]}") from None


def _gradients(given: Any, result: Any) -> list[torch.Tensor] | None:
    inputs = [t for t in tensors_of(given) if t.requires_grad]
    outputs = [t for t in tensors_of(result) if t.requires_grad and t.grad_fn is not None]
    if not inputs or not outputs:
        return None
    try:
        gradients = torch.autograd.grad(
            outputs, inputs, [torch.ones_like(t) for t in outputs], allow_unused=True
        )
    except RuntimeError:
        if inputs[0].is_cuda:
            raise
        return None  # the host has no formula for this
    return [gradient for gradient in gradients if gradient is not None]
