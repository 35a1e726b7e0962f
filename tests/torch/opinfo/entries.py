"""Everything that a sweep runs: PyTorch's lists of operators, layers, optimisers and errors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db
from torch.testing._internal.common_optimizers import optim_db

from .errors import run_errors
from .harness import run_entry
from .layers import run_layer, run_optimizer
from .outcomes import Outcome

DTYPES = (
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64, torch.complex128,
    torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
)  # fmt: skip
_TRAINED_DTYPES = (torch.float32, torch.float64)


@dataclass(frozen=True)
class Entry:
    """One entry of a list with one dtype. Entries have the same order in every process."""

    group: str  # "operators", "layers", "optimisers" or "errors"
    name: str
    dtype: str
    run: Callable[[int], Outcome]  # takes how many samples to try at most


def all_entries() -> list[Entry]:
    return [*_operators(), *_layers(), *_optimizers(), *_errors()]


def _operators() -> Iterator[Entry]:
    for op in op_db:
        for dtype in (dtype for dtype in DTYPES if dtype in op.dtypes):
            yield _entry("operators", op.name, dtype, lambda n, o=op, d=dtype: run_entry(o, d, n))


def _layers() -> Iterator[Entry]:
    for info in module_db:
        for dtype in _TRAINED_DTYPES:
            run = lambda n, i=info, d=dtype: run_layer(i, d, n)  # noqa: E731
            yield _entry("layers", info.name, dtype, run)


def _optimizers() -> Iterator[Entry]:
    for info in optim_db:
        for dtype in _TRAINED_DTYPES:
            run = lambda n, i=info, d=dtype: run_optimizer(i, d, n)  # noqa: E731
            yield _entry("optimisers", info.optim_cls.__name__, dtype, run)


def _errors() -> Iterator[Entry]:
    for op in (op for op in op_db if op.error_inputs_func is not None):
        yield Entry("errors", op.name, "errors", lambda n, o=op: run_errors(o, n))


def _entry(group: str, name: str, dtype: torch.dtype, run: Callable[[int], Outcome]) -> Entry:
    return Entry(group, name, str(dtype).removeprefix("torch."), run)
