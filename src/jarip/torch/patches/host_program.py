"""A compiled host program, called with tensors of the device."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jarip.torch.native import core


@cache
def make_program_type() -> Callable[[Any, list[int]], Any]:
    """The type; made late, because torch._inductor is imported only by programs that compile."""
    from torch._inductor.output_code import OutputCode

    class HostProgram(OutputCode):
        """Takes a list of inputs, which it empties, and returns the results; inductor's calling
        convention."""

        def __init__(self, program: Any, devices: list[int]) -> None:
            self._program = program
            self._devices = devices
            self._fx_graph_cache_key = None
            self._boxed_call = True  # on the object: wrappers copy its attributes

        def __call__(self, inputs: Any) -> Any:
            given = list(inputs)
            host = core().host_views(given)
            if isinstance(inputs, list):
                inputs.clear()
            results = self._program(host)
            if not isinstance(results, tuple | list):
                return results
            return core().finish_program(results, self._devices, given)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.__dict__["_program"], name)

        def post_compile(self, *args: Any, **kwargs: Any) -> None:
            """Done: the program was completed when it was compiled."""

        def prepare_for_serialization(self) -> None:
            """Never serialized: see patches/inductor.py."""

        def set_triton_bundle(self, triton_bundle: Any) -> None:
            """There are no Triton kernels."""

    return HostProgram
