"""`torch._C._nvtx`: ranges show up in torch.profiler, where a GPU's show up in its own tools."""

import itertools
import threading
from types import ModuleType
from typing import Any

_handles = itertools.count(1)
_open: dict[int, Any] = {}


class _Nesting(threading.local):
    def __init__(self) -> None:
        self.ranges: list[Any] = []


_nesting = _Nesting()


def make_module() -> Any:
    """The module that `torch.cuda.nvtx` calls."""
    module: Any = ModuleType("torch._C._nvtx")
    module.rangePushA = _push
    module.rangePop = _pop
    module.rangeStartA = _start
    module.rangeEnd = _end
    module.markA = _mark
    module.deviceRangeStart = lambda message, stream: _start(message)
    module.deviceRangeEnd = lambda handle, stream: _end(handle)
    return module


def _record(message: str) -> Any:
    from torch.autograd.profiler import record_function

    entered = record_function(message)
    entered.__enter__()
    return entered


def _push(message: str) -> int:
    """Returns the depth of the range, from 0."""
    _nesting.ranges.append(_record(message))
    return len(_nesting.ranges) - 1


def _pop() -> int:
    """Returns the depth of the range that ended; -2 when there was none, as NVTX does."""
    if not _nesting.ranges:
        return -2
    _nesting.ranges.pop().__exit__(None, None, None)
    return len(_nesting.ranges)


def _start(message: str) -> int:
    handle = next(_handles)
    _open[handle] = _record(message)
    return handle


def _end(handle: int) -> None:
    entered = _open.pop(handle, None)
    if entered is not None:
        entered.__exit__(None, None, None)


def _mark(message: str) -> None:
    _record(message).__exit__(None, None, None)
