"""`torch.compile`: inductor compiles a program of the device for the host, with its C++ backend.

Dynamo and AOTAutograd see the device as it is. The graphs that they give to inductor are rewritten
to the host, compiled as any host program, and called on host views of the tensors, so nothing is
copied. `backend="inductor"` and `mode=` in a script stay as they are.
"""

import functools
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from jarip.torch.patches.host_graph import devices_of_results, move_to_host, uses_device
from jarip.torch.patches.host_program import make_program_type


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch._inductor.compile_fx` is loaded."""
    compile_fx: Callable[..., Any] = module.compile_fx
    compile_inner: Callable[..., Any] = module.compile_fx_inner
    for_device = _compile_for_host(compile_inner)

    @functools.wraps(compile_fx)
    def compile_fx_for_device(
        model: Any, example_inputs: Any, inner_compile: Any = compile_inner, *rest: Any, **kw: Any
    ) -> Any:
        import torch._functorch.config as functorch_config

        inner = for_device if inner_compile is compile_inner else inner_compile
        # Its entries would hold the host program without what calls it on the device's tensors.
        # The cache of compiled graphs, which takes the time, is not affected.
        with functorch_config.patch(enable_autograd_cache=False):
            return compile_fx(model, example_inputs, inner, *rest, **kw)

    module.compile_fx = compile_fx_for_device  # type: ignore[attr-defined]


def _compile_for_host(compile_inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(compile_inner)
    def compile_for_host(graph: Any, example_inputs: Sequence[Any], **options: Any) -> Any:
        if not uses_device(graph, example_inputs):
            return compile_inner(graph, example_inputs, **options)
        devices = devices_of_results(graph)
        host_inputs = move_to_host(graph, example_inputs)
        program = compile_inner(graph, host_inputs, **options)
        return make_program_type()(program, devices)

    return compile_for_host
