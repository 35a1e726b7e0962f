"""Wrong arguments that PyTorch's own list knows: the device raises what CUDA is expected to."""

import itertools
import re
from typing import Any

import torch
import torch.utils._pytree as pytree

from .comparison import problem_of, tensors_of
from .outcomes import Outcome


def run_errors(op: Any, samples: int) -> Outcome:
    """Each error of one entry: its type and that its text fits PyTorch's pattern for CUDA."""
    outcome = Outcome(op.name, "errors")
    torch.manual_seed(0)
    for wrong in itertools.islice(op.error_inputs("cuda"), samples):
        sample = wrong.sample_input
        if _host_accepts(op, sample):
            outcome.refused_by_host += 1
            continue
        try:
            op(sample.input, *sample.args, **sample.kwargs)
        except wrong.error_type as error:
            if not re.search(wrong.error_regex, str(error)):
                outcome.problem = f"{problem_of(error)} does not match {wrong.error_regex!r}"
        except Exception as error:
            outcome.problem = f"{problem_of(error)}, not {wrong.error_type}"
        else:
            outcome.problem = f"no error, expected {wrong.error_regex!r}"
        if outcome.problem:
            break
        outcome.compared += 1
    return outcome


def _host_accepts(op: Any, sample: Any) -> bool:
    """Whether plain CPU finds nothing wrong, though only CUDA tensors are given."""
    given = (sample.input, sample.args, sample.kwargs)
    if not all(tensor.is_cuda for tensor in tensors_of(given)):
        return False
    first, args, kwargs = pytree.tree_map_only(torch.Tensor, torch.Tensor.cpu, given)
    try:
        op(first, *args, **kwargs)
    except Exception:
        return False
    return True
