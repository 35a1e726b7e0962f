"""Operators that a compiled host program has to call on the device: custom ones that have a CUDA
kernel only, and collectives, whose groups know the device and not the host.

Such an operator gets a stand-in with the same arguments that takes host tensors: it calls the
operator on the device's view of the same bytes, and returns the host's view of what it returns.
"""

from functools import cache
from typing import Any

from jarip.torch.native import core

_NAMESPACE = "jarip_device"
_COLLECTIVES = "_c10d_functional"
_HOST_KERNELS = ("CPU", "CompositeExplicitAutograd", "CompositeImplicitAutograd")


def stand_in_for(target: Any) -> Any:
    """`target`, or its stand-in if it is an operator that must be called on the device."""
    import torch

    if not isinstance(target, torch._ops.OpOverload) or target.namespace in ("aten", "prims"):
        return target
    if target.namespace == _COLLECTIVES:
        # Stand-ins of collectives return what is finished: there is nothing to wait for.
        return target if target.name() == f"{_COLLECTIVES}::wait_tensor" else _make_stand_in(target)
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key
    if not has_kernel(target.name(), "CUDA"):
        return target
    if any(has_kernel(target.name(), key) for key in _HOST_KERNELS):
        return target
    return _make_stand_in(target)


@cache
def _library() -> Any:
    import torch

    return torch.library.Library(_NAMESPACE, "FRAGMENT")


@cache
def _make_stand_in(operator: Any) -> Any:
    import torch

    name = operator.name().replace("::", "_").replace(".", "_")
    arguments = str(operator._schema).partition("(")[2]
    _library().define(f"{name}({arguments}", tags=operator.tags)

    def run_on_device(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = _map_tensors(_device_view, (args, kwargs))
        results = operator(*args, **kwargs)
        if operator.namespace == _COLLECTIVES:
            results = _map_tensors(torch.ops._c10d_functional.wait_tensor, results)
        return _map_tensors(core().host_view, results)

    _library().impl(name, run_on_device, "CPU")
    torch.library.register_fake(f"{_NAMESPACE}::{name}", operator, lib=_library())
    return getattr(getattr(torch.ops, _NAMESPACE), name).default


def _device_view(host: Any) -> Any:
    import torch

    return core().device_view(host.detach(), torch.cuda.current_device())


def _map_tensors(function: Any, tree: Any) -> Any:
    import torch
    from torch.utils import _pytree

    return _pytree.tree_map_only(torch.Tensor, function, tree)
