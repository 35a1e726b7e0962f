"""PyTorch's own operator list on the device: results and gradients are the host's."""

import os

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

from torch.testing._internal.common_methods_invocations import op_db  # noqa: E402

from .harness import Sweep, run_entry  # noqa: E402

_STEP = 23  # every how many-th entry the everyday slice takes: about thirty, the same every day
_ALL_DTYPES = (
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64, torch.complex128,
    torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
)  # fmt: skip


def _sweep(entries, dtypes, samples: int) -> Sweep:
    sweep = Sweep()
    for op in entries:
        for dtype in dtypes:
            if dtype in op.dtypes:
                sweep.outcomes.append(run_entry(op, dtype, samples))
    return sweep


def _entry(name: str):
    return next(op for op in op_db if op.name == name)


@pytest.mark.parametrize("name", ["add", "mm", "softmax", "cat", "sort"])
def test_the_harness_finds_falsified_results(name: str) -> None:
    right = run_entry(_entry(name), torch.float32, 2)
    assert (right.verdict, right.compared > 0) == ("ok", True), right.problem
    assert run_entry(_entry(name), torch.float32, 2, spoil=True).verdict == "bad"


def test_the_harness_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.exp()

        @staticmethod
        def backward(ctx, gradient):
            return gradient if gradient.is_cuda else gradient * 2

    entry = _entry("exp")
    monkeypatch.setattr(entry, "op", Wrong.apply)
    outcome = run_entry(entry, torch.float32, 2)
    assert outcome.problem is not None
    assert outcome.problem.startswith("gradient")


def test_an_entry_that_compares_nothing_is_not_counted_as_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = _entry("exp")
    monkeypatch.setattr(entry, "sample_inputs_func", lambda *args, **kwargs: iter(()))
    assert run_entry(entry, torch.float32, 2).verdict == "vacuous"


def test_a_slice_of_the_list() -> None:
    sweep = _sweep(list(op_db)[::_STEP], (torch.float32, torch.int64), samples=2)
    assert sweep.count("ok") >= 35, sweep.summary()
    assert sweep.count("bad") == 0, sweep.summary()


@pytest.mark.soak
def test_the_whole_list() -> None:
    """Several minutes to an hour; JARIP_OPINFO_SAMPLES says how many samples of each entry."""
    samples = int(os.environ.get("JARIP_OPINFO_SAMPLES", "6"))
    sweep = _sweep(op_db, _ALL_DTYPES, samples)
    print(sweep.summary())
    assert sweep.share_ok() >= 0.99, sweep.summary()
