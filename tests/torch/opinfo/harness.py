"""Runs PyTorch's own operator samples on the host and on the device and compares.

For each sample: the result, what the operator's in-place and `out=` forms do, and gradients. A
sample counts only when something was compared; entries of which no sample counts are reported
apart, so a sweep that compared nothing cannot look like one that found nothing.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.utils._pytree as pytree

from .comparison import Mismatch, compare, compare_gradients, problem_of, tensors_of
from .outcomes import Outcome

# Results that are not determined by the inputs: shapes, types and devices are compared, not values.
_UNDETERMINED = (
    *("empty", "new_empty", "rand", "normal", "bernoulli", "multinomial", "dropout", "rrelu"),
    *("cauchy", "exponential", "geometric", "uniform", "fractional_max_pool"),
    "multi_head_attention_forward",  # its samples have dropout
    *("linalg.eig", "svd_lowrank", "pca_lowrank"),  # up to a phase, or a random start
)
# Arguments that CUDA too wants on the host.
_HOST_ARGUMENTS = ("tensor_split",)

Given = tuple[Any, tuple[Any, ...], dict[str, Any]]


def run_entry(op: Any, dtype: torch.dtype, samples: int, spoil: bool = False) -> Outcome:
    """Compare up to `samples` samples of one entry. `spoil` falsifies the device's results: a
    harness that then finds nothing is broken."""
    name = op.name + (f".{op.variant_test_name}" if op.variant_test_name else "")
    outcome = Outcome(name, str(dtype).removeprefix("torch."))
    for sample in _samples(op, dtype, samples):
        try:
            _run_sample(op, sample, outcome, spoil)
        except Exception as error:
            outcome.problem = problem_of(error)
            break
    return outcome


def _samples(op: Any, dtype: torch.dtype, count: int) -> Iterator[Any]:
    gradients = op.supports_autograd and (dtype.is_floating_point or dtype.is_complex)
    torch.manual_seed(0)
    try:
        yield from itertools.islice(op.sample_inputs("cpu", dtype, requires_grad=gradients), count)
    except (RuntimeError, NotImplementedError, ValueError, TypeError):
        return  # the sample cannot even be made on the host


def _run_sample(op: Any, sample: Any, outcome: Outcome, spoil: bool) -> None:
    given = (sample.input, sample.args, sample.kwargs)
    host = pytree.tree_map(detached_copy, given)
    device = _on_device(op, given)
    try:
        expected = _call(op, host)
    except Exception:
        outcome.refused_by_host += 1
        return
    got = _call(op, device)
    if spoil:
        got = pytree.tree_map(_spoiled, got)
    values = _is_determined(op, given)
    outcome.compared += compare(expected, got, values, "result")
    if not values:
        return
    gradients = compare_gradients(host, device, expected, got)
    outcome.gradients += gradients
    outcome.compared += gradients
    outcome.compared += _compare_inplace(op, given)
    outcome.compared += _compare_out(op, given, expected)


def _compare_inplace(op: Any, given: Given) -> int:
    """`x.add_(y)`: the result, and that it was written to where x was."""
    variant = op.get_inplace()
    if variant is None or not isinstance(given[0], torch.Tensor):
        return 0

    def write(target: torch.Tensor, args: Any, kwargs: Any) -> torch.Tensor:
        return variant(target, *args, **kwargs)

    return _compare_without_gradient(op, given, write)


def _compare_out(op: Any, given: Given, expected: Any) -> int:
    """`torch.add(x, y, out=z)` with an empty z, which the operator has to resize."""
    if not op.supports_out or not isinstance(expected, torch.Tensor):
        return 0

    def write(first: Any, args: Any, kwargs: Any) -> torch.Tensor:
        device = next((t.device for t in tensors_of((first, args, kwargs))), torch.device("cpu"))
        target = torch.empty(0, dtype=expected.dtype, device=device)
        result = op(first, *args, out=target, **kwargs)
        if result is not target:
            raise Mismatch("out= returned another tensor")
        return target

    return _compare_without_gradient(op, given, write) if tensors_of(given) else 0


def _compare_without_gradient(op: Any, given: Given, write: Callable[..., torch.Tensor]) -> int:
    """Calls `write` on the host and on the device; 0 where the host refuses."""
    with torch.no_grad():
        host = pytree.tree_map(_plain_copy, given)
        device = pytree.tree_map(_plain_copy, _on_device(op, given))
        torch.manual_seed(0)
        try:
            expected = write(*host)
        except Exception:
            return 0
        got = write(*device)
        return compare(expected, got, True, "what was written")


def _is_determined(op: Any, given: Given) -> bool:
    return not (any(word in op.name for word in _UNDETERMINED) or given[2].get("dropout_p"))


def _on_device(op: Any, given: Given) -> Given:
    first, args, kwargs = given
    rest = (args, kwargs)
    if op.name not in _HOST_ARGUMENTS:
        rest = pytree.tree_map(to_device, rest)
    return pytree.tree_map(to_device, first), *rest


def _call(op: Any, given: Given) -> Any:
    first, args, kwargs = given
    torch.manual_seed(0)
    return op(first, *args, **kwargs)


def detached_copy(value: Any) -> Any:
    if not isinstance(value, torch.Tensor):
        return value
    return value.detach().clone().requires_grad_(value.requires_grad)


def _plain_copy(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def to_device(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().clone().cuda().requires_grad_(value.requires_grad)
    if isinstance(value, torch.device) or value == "cpu":
        return torch.device("cuda")
    return value


def _spoiled(value: Any) -> Any:
    if not isinstance(value, torch.Tensor) or value.numel() == 0:
        return value
    if value.dtype == torch.bool:
        return value.logical_not()
    return value + 1 if value.layout == torch.strided else value * 2
