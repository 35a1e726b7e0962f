"""Runs PyTorch's own operator samples on the host and on the device and compares.

For each sample: results, what in-place and `out=` arguments became, and gradients. A sample counts
only when something was compared; entries of which no sample counts are reported apart, so a sweep
that compared nothing cannot look like one that found nothing.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.utils._pytree as pytree

# Results that are not determined by the inputs: shapes, types and devices are compared, not values.
_UNDETERMINED = (
    *("empty", "new_empty", "rand", "normal", "bernoulli", "multinomial", "dropout", "rrelu"),
    *("cauchy", "exponential", "geometric", "uniform", "fractional_max_pool"),
    "multi_head_attention_forward",  # its samples have dropout
    "linalg.eig",  # up to a phase
)
_TOLERANCE = {
    torch.float16: (1e-2, 1e-2),
    torch.bfloat16: (2e-2, 2e-2),
    torch.float32: (1e-4, 1e-4),
    torch.complex64: (1e-4, 1e-4),
    torch.complex32: (2e-2, 2e-2),
}
_EXACT = (1e-7, 1e-7)


@dataclass
class Outcome:
    """What became of one entry of the operator list with one dtype."""

    name: str
    dtype: torch.dtype
    compared: int = 0
    gradients: int = 0
    host_refused: int = 0
    problem: str | None = None

    @property
    def verdict(self) -> str:
        if self.problem:
            return "bad"
        return "ok" if self.compared else "vacuous"


@dataclass
class Sweep:
    """All outcomes of a run."""

    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        return sum(outcome.verdict == verdict for outcome in self.outcomes)

    def share_ok(self) -> float:
        """Of the entries that the host passes and that compared something."""
        judged = self.count("ok") + self.count("bad")
        return self.count("ok") / judged if judged else 0.0

    def summary(self) -> str:
        bad = [f"  {o.name} {o.dtype}: {o.problem}" for o in self.outcomes if o.verdict == "bad"]
        compared = sum(o.compared for o in self.outcomes)
        gradients = sum(o.gradients for o in self.outcomes)
        head = (
            f"{self.count('ok')} ok, {self.count('bad')} bad, {self.count('vacuous')} vacuous; "
            f"{compared} tensors compared, {gradients} of them gradients"
        )
        return "\n".join([head, *bad])


class Mismatch(Exception):
    """The device's result is not the host's."""


def run_entry(op: Any, dtype: torch.dtype, samples: int, spoil: bool = False) -> Outcome:
    """Compare up to `samples` samples of one entry. `spoil` falsifies the device's results: a
    harness that then finds nothing is broken."""
    name = op.name + (f".{op.variant_test_name}" if op.variant_test_name else "")
    outcome = Outcome(name, dtype)
    for sample in _samples(op, dtype, samples):
        try:
            _run_sample(op, sample, outcome, spoil)
        except Mismatch as mismatch:
            outcome.problem = str(mismatch)
        except Exception as error:
            outcome.problem = f"{type(error).__name__}: {str(error).splitlines()[0][:140]}"
        if outcome.problem:
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
    host_given = pytree.tree_map(_detached_copy, given)
    device_given = pytree.tree_map(lambda value: _to_device(_detached_copy(value)), given)
    try:
        expected = _call(op, host_given)
    except Exception:
        outcome.host_refused += 1
        return
    got = _call(op, device_given)
    if spoil:
        got = pytree.tree_map(_spoiled, got)
    values = not any(word in op.name for word in _UNDETERMINED)
    outcome.compared += _compare(expected, got, values, "result")
    if values:
        gradients = _compare_gradients(op, host_given, device_given, expected, got)
        outcome.gradients += gradients
        outcome.compared += gradients


def _call(op: Any, given: Any) -> Any:
    first, args, kwargs = given
    torch.manual_seed(0)
    return op(first, *args, **kwargs)


def _detached_copy(value: Any) -> Any:
    if not isinstance(value, torch.Tensor):
        return value
    return value.detach().clone().requires_grad_(value.requires_grad)


def _to_device(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().cuda().requires_grad_(value.requires_grad)
    if isinstance(value, torch.device) or value == "cpu":
        return torch.device("cuda")
    return value


def _spoiled(value: Any) -> Any:
    if not isinstance(value, torch.Tensor) or value.numel() == 0:
        return value
    if value.dtype == torch.bool:
        return value.logical_not()
    return value + 1 if value.layout == torch.strided else value * 2


def _tensors(tree: Any) -> list[torch.Tensor]:
    return [leaf for leaf in pytree.tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


def _compare(expected: Any, got: Any, values: bool, what: str) -> int:
    """Number of tensors compared; raises Mismatch."""
    wanted, found = _tensors(expected), _tensors(got)
    if len(wanted) != len(found):
        raise Mismatch(f"{what}: {len(found)} tensors instead of {len(wanted)}")
    for a, b in zip(wanted, found, strict=True):
        if b.device.type != "cuda":
            raise Mismatch(f"{what} is on {b.device}")
        if (a.shape, a.dtype, a.layout) != (b.shape, b.dtype, b.layout):
            raise Mismatch(f"{what} is {b.dtype} {tuple(b.shape)}, not {a.dtype} {tuple(a.shape)}")
        if values:
            _compare_values(a.detach(), b.detach().cpu(), what)
    return len(wanted) if values else sum(a.numel() > 0 for a in wanted)


def _compare_values(a: torch.Tensor, b: torch.Tensor, what: str) -> None:
    rtol, atol = _TOLERANCE.get(a.dtype, _EXACT)
    try:
        torch.testing.assert_close(b, a, rtol=rtol, atol=atol, equal_nan=True, check_stride=False)
    except AssertionError as error:
        lines = " ".join(str(error).split())
        raise Mismatch(f"{what}: {lines[:140]}") from None


def _compare_gradients(op: Any, host: Any, device: Any, expected: Any, got: Any) -> int:
    wanted, found = (_gradients(*pair) for pair in ((host, expected), (device, got)))
    if wanted is None:
        return 0
    if found is None:
        raise Mismatch("the device's result has no gradient")
    return _compare(wanted, found, True, "gradient")


def _gradients(given: Any, result: Any) -> list[torch.Tensor] | None:
    inputs = [t for t in _tensors(given) if t.requires_grad]
    outputs = [t for t in _tensors(result) if t.requires_grad and t.grad_fn is not None]
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
