"""Moving tensors between devices of one process: what DataParallel and `torch.cuda.comm` call, and
the collectives of `torch.cuda.nccl`."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jarip.torch.surface.communication_checks import (
    check_gathered,
    check_on_device,
    sizes_without,
)

if TYPE_CHECKING:
    from torch import Tensor

_VERSION = (2, 27, 5)


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {
        "_broadcast": _broadcast,
        "_broadcast_out": _broadcast_out,
        "_broadcast_coalesced": _broadcast_coalesced,
        "_scatter": _scatter,
        "_scatter_out": _scatter_out,
        "_gather": _gather,
        "_gather_out": _gather_out,
        "_nccl_version": lambda: _VERSION[0] << 32 | _VERSION[1] << 16 | _VERSION[2],
        "_nccl_version_suffix": lambda: b"",
        "_nccl_unique_id": lambda: bytes(128),
        "_nccl_all_reduce": _all_reduce,
        "_nccl_reduce": _reduce,
        "_nccl_broadcast": _nccl_broadcast,
        "_nccl_all_gather": _all_gather,
        "_nccl_reduce_scatter": _reduce_scatter,
    }


def _broadcast(tensor: "Tensor", devices: Sequence[int]) -> list["Tensor"]:
    return [tensor.to(f"cuda:{device}") for device in devices]


def _broadcast_out(tensor: "Tensor", outputs: Sequence["Tensor"]) -> list["Tensor"]:
    check_on_device(outputs, "output")
    for index, output in enumerate(outputs):
        if output.shape != tensor.shape:
            raise RuntimeError(
                "Expected all output tensors to have same shape as the source tensor "
                f"{tuple(tensor.shape)}, but output tensor at index {index} has shape "
                f"{tuple(output.shape)}"
            )
    return [output.copy_(tensor) for output in outputs]


def _broadcast_coalesced(
    tensors: Sequence["Tensor"], devices: Sequence[int], buffer_size: int
) -> list[list["Tensor"]]:
    first = tensors[0].get_device() if tensors else devices[0]
    return [
        [tensor if device == first else tensor.to(f"cuda:{device}") for tensor in tensors]
        for device in devices
    ]


def _scatter(
    tensor: "Tensor",
    devices: Sequence[int],
    chunk_sizes: Sequence[int] | None,
    dim: int,
    streams: Sequence[Any] | None = None,
) -> list["Tensor"]:
    if not devices:
        raise RuntimeError("Expected at least one device to scatter to")
    if chunk_sizes and len(chunk_sizes) != len(devices):
        raise RuntimeError(
            "Expected devices and chunk_sizes to be of same length, but got "
            f"len(devices) = {len(devices)} and len(chunk_sizes) = {len(chunk_sizes)}"
        )
    chunks = (
        tensor.split(list(chunk_sizes), dim) if chunk_sizes else tensor.chunk(len(devices), dim)
    )
    return [chunk.to(f"cuda:{device}") for chunk, device in zip(chunks, devices, strict=False)]


def _scatter_out(
    tensor: "Tensor", outputs: Sequence["Tensor"], dim: int, streams: Sequence[Any] | None = None
) -> list["Tensor"]:
    if not outputs:
        raise RuntimeError("Expected at least one output tensor to scatter to")
    dim %= max(1, tensor.dim())
    check_on_device(outputs, "output")
    for index, output in enumerate(outputs):
        if sizes_without(output, dim) != sizes_without(tensor, dim):
            raise RuntimeError(
                f"Output tensor at index {index} has incorrect shape: {tuple(output.shape)}"
            )
    total = sum(output.size(dim) for output in outputs)
    if total != tensor.size(dim):
        raise RuntimeError(
            f"Total size for output tensors along scatter dim {dim} does not match the input "
            f"tensor size at dim {dim}. Expected {tensor.size(dim)}, but got total size {total}"
        )
    chunks = tensor.split([output.size(dim) for output in outputs], dim)
    return [output.copy_(chunk) for output, chunk in zip(outputs, chunks, strict=True)]


def _gather(tensors: Sequence["Tensor"], dim: int, destination: int | None) -> "Tensor":
    import torch

    check_gathered(tensors, dim)
    target = "cpu" if destination == -1 else torch.device("cuda", destination or 0)
    return torch.cat([tensor.to(target) for tensor in tensors], dim)


def _gather_out(tensors: Sequence["Tensor"], output: "Tensor", dim: int) -> "Tensor":
    check_gathered(tensors, dim)
    expected = list(tensors[0].shape)
    expected[dim] = sum(tensor.size(dim) for tensor in tensors)
    if list(output.shape) != expected:
        raise RuntimeError(
            f"Expected out tensor to have shape {expected}, but got {list(output.shape)}"
        )
    pieces = output.split([tensor.size(dim) for tensor in tensors], dim)
    for piece, tensor in zip(pieces, tensors, strict=True):
        piece.copy_(tensor)
    return output


# ncclRedOp_t: sum, product, maximum, minimum.
def _combine(tensors: Iterable["Tensor"], op: int) -> "Tensor":
    import torch

    functions = (torch.add, torch.mul, torch.maximum, torch.minimum)
    first, *others = tensors
    total = first.clone()
    for tensor in others:
        total = functions[op](total, tensor.to(total.device))
    return total


def _all_reduce(
    inputs: Sequence["Tensor"],
    outputs: Sequence["Tensor"],
    op: int,
    streams: Any = None,
    comms: Any = None,
) -> None:
    total = _combine(inputs, op)
    for output in outputs:
        output.copy_(total)


def _reduce(
    inputs: Sequence["Tensor"],
    output: "Tensor",
    root: int,
    op: int,
    streams: Any = None,
    comms: Any = None,
) -> None:
    output.copy_(_combine(inputs, op))


def _nccl_broadcast(
    tensors: Sequence["Tensor"], root: int, streams: Any = None, comms: Any = None
) -> None:
    for tensor in tensors:
        if tensor is not tensors[root]:
            tensor.copy_(tensors[root])


def _all_gather(
    inputs: Sequence["Tensor"], outputs: Sequence["Tensor"], streams: Any = None, comms: Any = None
) -> None:
    for output in outputs:
        parts = output.view(-1).split([tensor.numel() for tensor in inputs])
        for part, tensor in zip(parts, inputs, strict=True):
            part.copy_(tensor.reshape(-1))


def _reduce_scatter(
    inputs: Sequence["Tensor"],
    outputs: Sequence["Tensor"],
    op: int,
    streams: Any = None,
    comms: Any = None,
) -> None:
    parts = _combine(inputs, op).view(-1).chunk(len(outputs))
    for part, output in zip(parts, outputs, strict=True):
        output.view(-1).copy_(part)
