"""PyTorch's own operator list on the device: results and gradients are the host's."""

import importlib
import sys
from types import ModuleType
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

from .harness import run_entry  # noqa: E402
from .isolation import Worker  # noqa: E402
from .outcomes import Sweep  # noqa: E402

_STEP = 71  # every how many-th entry the everyday slice takes; the same every day


@pytest.fixture(scope="session")
def lists(_device: None) -> ModuleType:
    """Imported late: PyTorch's lists ask the device what it can do."""
    return importlib.import_module("tests.torch.opinfo.entries")


def _entry(lists: ModuleType, name: str) -> Any:
    return next(op for op in lists.op_db if op.name == name)


@pytest.mark.parametrize("name", ["add", "mm", "softmax", "cat", "sort"])
def test_the_harness_finds_falsified_results(lists: ModuleType, name: str) -> None:
    right = run_entry(_entry(lists, name), torch.float32, 2)
    assert (right.verdict, right.compared > 0) == ("ok", True), right.problem
    assert run_entry(_entry(lists, name), torch.float32, 2, spoil=True).verdict == "bad"


def test_the_harness_finds_a_wrong_gradient(
    lists: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.exp()

        @staticmethod
        def backward(ctx, gradient):
            return gradient if gradient.is_cuda else gradient * 2

    entry = _entry(lists, "exp")
    monkeypatch.setattr(entry, "op", Wrong.apply)
    outcome = run_entry(entry, torch.float32, 2)
    assert outcome.problem is not None
    assert outcome.problem.startswith("gradient")


def test_an_entry_that_compares_nothing_is_not_counted_as_good(
    lists: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = _entry(lists, "exp")
    monkeypatch.setattr(entry, "sample_inputs_func", lambda *args, **kwargs: iter(()))
    assert run_entry(entry, torch.float32, 2).verdict == "vacuous"


def test_a_worker_that_dies_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    fatal = "import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 11)"
    worker = Worker(1)
    monkeypatch.setattr(worker, "_command", [sys.executable, "-c", fatal])
    assert worker.run(0) is None
    assert worker.cause_of_death() == "the process died of SIGSEGV"


def test_a_slice_of_the_lists(lists: ModuleType) -> None:
    slice_ = [entry for i, entry in enumerate(lists.all_entries()) if i % _STEP == 0]
    sweep = Sweep(entry.run(2) for entry in slice_)
    assert sweep.count("ok") >= 0.8 * len(slice_), sweep.summary()
    assert sweep.count("bad") == 0, sweep.summary()
