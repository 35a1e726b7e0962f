"""Rewrites an FX graph of the device into one of the host."""

from collections.abc import Iterator, Sequence
from typing import Any

from jarip.torch.native import core
from jarip.torch.patches.device_operators import stand_in_for

_HOST_RESULT = -1


def uses_device(graph: Any, example_inputs: Sequence[Any]) -> bool:
    """Whether any input, constant or intermediate result is a tensor of the device."""
    if any(_is_on_device(value) for value in example_inputs):
        return True
    return any(_is_on_device(value) for node in graph.graph.nodes for value in _values(node))


def devices_of_results(graph: Any) -> list[int]:
    """For each result the index of its device, or -1: the host, or no tensor."""
    (output,) = graph.graph.find_nodes(op="output")
    results = output.args[0]
    nodes = results if isinstance(results, tuple | list) else (results,)
    return [_device_index(getattr(node, "meta", {}).get("val")) for node in nodes]


def move_to_host(graph: Any, example_inputs: Sequence[Any]) -> list[Any]:
    """Change `graph` in place; returns the example inputs on the host."""
    from torch.fx.passes.fake_tensor_prop import FakeTensorProp

    for node in graph.graph.nodes:
        node.target = stand_in_for(node.target)
        node.args = _for_host(node.args)
        node.kwargs = _for_host(dict(node.kwargs))
    _move_constants(graph)
    _ask_attention_for_less(graph)
    host_inputs = [_host_example(value) for value in example_inputs]
    mode = _fake_mode(example_inputs, graph)
    if mode is not None:
        FakeTensorProp(graph, mode=mode).propagate_dont_convert_inputs(*host_inputs)
    graph.recompile()
    return host_inputs


def _values(node: Any) -> Iterator[Any]:
    value = node.meta.get("val")
    yield from value if isinstance(value, tuple | list) else (value,)


def _is_on_device(value: Any) -> bool:
    return _device_index(value) != _HOST_RESULT


def _device_index(value: Any) -> int:
    import torch

    if isinstance(value, torch.Tensor) and value.device.type == "cuda":
        return value.device.index or 0
    return _HOST_RESULT


def _for_host(argument: Any) -> Any:
    import torch
    from torch.fx.node import map_aggregate

    def replace(value: Any) -> Any:
        if isinstance(value, torch.device) and value.type == "cuda":
            return torch.device("cpu")
        return stand_in_for(value)

    return map_aggregate(argument, replace)


def _move_constants(graph: Any) -> None:
    import torch

    for node in graph.graph.find_nodes(op="get_attr"):
        owner, _, name = node.target.rpartition(".")
        module = graph.get_submodule(owner)
        value = getattr(module, name)
        if isinstance(value, torch.Tensor) and _is_on_device(value):
            module._buffers.pop(name, None)
            module._parameters.pop(name, None)
            setattr(module, name, core().host_view(value.detach()))


def _ask_attention_for_less(graph: Any) -> None:
    """Programs of a GPU always ask flex_attention for what its gradient would need; inductor's C++
    kernel cannot give that, and without a gradient nobody looks at it."""
    import operator

    import torch

    attention = torch.ops.higher_order.flex_attention
    for node in graph.graph.find_nodes(op="call_function", target=attention):
        parts_used = {user.args[1] for user in node.users if user.target is operator.getitem}
        if parts_used <= {0}:
            wanted = {"OUTPUT_LOGSUMEXP": False, "OUTPUT_MAX": False}
            node.args = tuple(
                {**argument, **wanted} if isinstance(argument, dict) else argument
                for argument in node.args
            )


def _host_example(value: Any) -> Any:
    import torch
    from torch._subclasses.fake_tensor import FakeTensor

    if not _is_on_device(value):
        return value
    if not isinstance(value, FakeTensor):
        return core().host_view(value)
    with value.fake_mode:
        host = torch.empty_strided(
            value.size(),
            value.stride(),
            dtype=value.dtype,
            device="cpu",
            requires_grad=value.requires_grad,
        )
    return host


def _fake_mode(example_inputs: Sequence[Any], graph: Any) -> Any:
    from torch._guards import detect_fake_mode

    values = [value for node in graph.graph.nodes for value in _values(node)]
    return detect_fake_mode([*example_inputs, *values])
