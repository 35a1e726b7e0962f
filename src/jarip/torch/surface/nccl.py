"""`ProcessGroupNCCL`: process groups of the device, carried out by gloo on the same memory.

`torch.distributed` finds it where a CUDA build has it, so `backend="nccl"` goes its usual way and
`get_backend()` says for each group what it was made as.
"""

import copy
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

from jarip.torch.native import core

DEFAULT_TIMEOUT = timedelta(minutes=10)


def install(extension: ModuleType) -> None:
    """Have `torch._C._distributed_c10d` completed as soon as `torch.distributed` makes it."""
    original: Callable[[], bool] | None = getattr(extension, "_c10d_init", None)
    if original is None:  # a build without torch.distributed
        return

    def init_and_complete() -> bool:
        done = original()
        module: Any = extension._distributed_c10d
        module.ProcessGroupNCCL = _make_type(module)
        module._DEFAULT_PG_NCCL_TIMEOUT = DEFAULT_TIMEOUT
        for name in ("_dump_nccl_trace", "_dump_nccl_trace_json"):
            setattr(module, name, lambda *args, **kwargs: b"")
        return done

    extension._c10d_init = init_and_complete  # type: ignore[attr-defined]


def _backend_type() -> Any:
    """The C++ type; bound at its first use, when its base type is known."""
    if not hasattr(core(), "FaceBackend"):
        core().bind_collectives(core())
    return core().FaceBackend


def _make_type(module: Any) -> Any:
    class Meta(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, module.Backend) and isinstance(value, _backend_type())

    class ProcessGroupNCCL(metaclass=Meta):
        """Called as NCCL's: with a store, rank, size and options."""

        Options = _make_options(module)
        NCCLConfig = SimpleNamespace

        def __new__(
            cls, store: Any, rank: int, size: int, options: Any = None, timeout: Any = None
        ) -> Any:
            wait = timeout or getattr(options, "_timeout", None) or DEFAULT_TIMEOUT
            host = module.ProcessGroupGloo(store, rank, size, timeout=wait)
            return _backend_type()(host)

    return ProcessGroupNCCL


def _make_options(module: Any) -> type:
    class Options(module.Backend.Options):  # type: ignore[misc]
        """Settings of NCCL; the timeout is used, the others are remembered."""

        def __init__(self, is_high_priority_stream: bool = False) -> None:
            super().__init__("nccl", DEFAULT_TIMEOUT)
            self.is_high_priority_stream = is_high_priority_stream
            self.config = SimpleNamespace(
                blocking=1, cga_cluster_size=4, min_ctas=1, max_ctas=32, net_name="", split_share=0
            )
            self.split_from: Any = None
            self.split_color = 0

        def __deepcopy__(self, memo: dict[int, Any]) -> "Options":
            twin = type(self)(self.is_high_priority_stream)
            twin._timeout = self._timeout
            twin.config = copy.deepcopy(self.config, memo)
            return twin

    return Options
