"""What `torch.cuda.comm` refuses, with PyTorch's wording."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def check_on_device(tensors: Sequence["Tensor"], role: str) -> None:
    """`role` is what the message calls them: "input", "output"."""
    for index, tensor in enumerate(tensors):
        if not tensor.is_cuda:
            raise RuntimeError(
                f"Expected all {role} tensors to be CUDA tensors, but {role} tensor at index "
                f"{index} has device '{tensor.device}'"
            )


def sizes_without(tensor: "Tensor", dim: int) -> list[int]:
    """The sizes of the other dimensions; of none, where the tensor has no such dimension."""
    dim = dim % tensor.dim() if tensor.dim() else 0
    return [size for index, size in enumerate(tensor.shape) if index != dim]


def check_gathered(tensors: Sequence["Tensor"], dim: int) -> None:
    """That they can be put one behind the other along `dim`."""
    if not tensors:
        raise RuntimeError("Expected at least one tensor to gather from")
    check_on_device(tensors, "input")
    for index, tensor in enumerate(tensors):
        if tensor.dim() != tensors[0].dim():
            raise RuntimeError(
                "Expected all input tensors to have the same number of dimensions, but input "
                f"tensor at index {index} has {tensor.dim()} dimensions, (expected "
                f"{tensors[0].dim()})"
            )
        if sizes_without(tensor, dim) != sizes_without(tensors[0], dim):
            raise RuntimeError(
                f"Input tensor at index {index} has invalid shape {list(tensor.shape)}, but "
                f"expected {list(tensors[0].shape)} besides dimension {dim}"
            )
