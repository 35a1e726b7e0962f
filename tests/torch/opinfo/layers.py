"""PyTorch's own samples of `torch.nn` modules and optimisers: host and device do the same."""

import copy
import itertools
from typing import Any

import torch
import torch.utils._pytree as pytree
from torch.nn.modules.lazy import LazyModuleMixin

from .comparison import compare, compare_gradients, problem_of
from .harness import detached_copy, to_device
from .outcomes import Outcome

_STEPS = 3  # of training with an optimiser


def run_layer(info: Any, dtype: torch.dtype, samples: int) -> Outcome:
    """Results and gradients of a module, with the same weights in both places."""
    outcome = Outcome(info.name, str(dtype).removeprefix("torch."))
    for training in (True, False):
        torch.manual_seed(0)
        given = info.module_inputs_func(
            info, device="cpu", dtype=dtype, requires_grad=True, training=training
        )
        for sample in itertools.islice(given, samples):
            try:
                _run_layer_sample(info.module_cls, sample, dtype, training, outcome)
            except Exception as error:
                outcome.problem = problem_of(error)
                return outcome
    return outcome


def _run_layer_sample(
    layer: Any, sample: Any, dtype: torch.dtype, training: bool, outcome: Outcome
) -> None:
    made = sample.constructor_input
    host = layer(*made.args, **made.kwargs).to(dtype).train(training)
    if sample.forward_input is None:
        return
    given = (sample.forward_input.args, sample.forward_input.kwargs)
    host_given = pytree.tree_map(detached_copy, given)
    device_given = pytree.tree_map(to_device, given)
    if isinstance(host, LazyModuleMixin):  # draws its weights when it is first called
        host(*host_given[0], **host_given[1])
    device = copy.deepcopy(host).cuda()
    random = training and getattr(host, "p", getattr(host, "dropout", 0))
    try:
        expected = host(*host_given[0], **host_given[1])
    except Exception:
        outcome.refused_by_host += 1
        return
    got = device(*device_given[0], **device_given[1])
    values = not isinstance(random, float) or random == 0
    outcome.compared += compare(expected, got, values, "result")
    if not values:
        return
    host_leaves = (list(host.parameters()), host_given)
    device_leaves = (list(device.parameters()), device_given)
    gradients = compare_gradients(host_leaves, device_leaves, expected, got)
    outcome.gradients += gradients
    outcome.compared += gradients + compare(
        list(host.buffers()), list(device.buffers()), True, "buffer"
    )


def run_optimizer(info: Any, dtype: torch.dtype, samples: int) -> Outcome:
    """Weights after a few steps, with each of the optimiser's settings and implementations."""
    outcome = Outcome(info.optim_cls.__name__, str(dtype).removeprefix("torch."))
    settings = [dict(sample.kwargs) for sample in info.optim_inputs_func(device="cpu")]
    for setting in itertools.islice(settings, 2 * samples):
        for implementation in ({}, *({name: True} for name in info.supported_impls)):
            try:
                _run_optimizer_setting(info, dtype, setting | implementation, outcome)
            except Exception as error:
                outcome.problem = f"{setting | implementation}: {problem_of(error)}"
                return outcome
    return outcome


def _run_optimizer_setting(
    info: Any, dtype: torch.dtype, setting: dict[str, Any], outcome: Outcome
) -> None:
    trained = []
    for device in ("cpu", "cuda"):
        try:
            trained.append(_train(info, device, dtype, setting))
        except Exception:
            if device == "cuda":
                raise
            outcome.refused_by_host += 1
            return
    outcome.compared += compare(trained[0], trained[1], True, "weights")


def _train(
    info: Any, device: str, dtype: torch.dtype, setting: dict[str, Any]
) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=dtype).to(device)

    setting = pytree.tree_map(lambda value: copy.deepcopy(value), setting)
    weights = [draw(4, 5).requires_grad_(), draw(5).requires_grad_()]
    x = draw(8, 4)
    optimizer = info.optim_cls(weights, **setting)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (x @ weights[0] + weights[1]).tanh().square().sum()
        loss.backward()
        return loss

    for _ in range(_STEPS):
        closure()
        optimizer.step(closure if info.step_requires_closure else None)
    return [weight.detach() for weight in weights]
