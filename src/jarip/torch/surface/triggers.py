"""Functions of `torch._C` that ask about accelerators without going through `torch.cuda`.

As long as the core is not built they load it first, so that a first run answers as every later one
does. Once the core is loaded the originals are back.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from jarip.torch import native

_NAMES = (
    "_get_accelerator",
    "_accelerator_getAccelerator",
    "_accelerator_getDeviceIndex",
    "_accelerator_setDeviceIndex",
    "_accelerator_getStream",
    "_accelerator_synchronizeDevice",
    "_accelerator_getDeviceStats",
    "_accelerator_isAllocatorInitialized",
    "import_ir_module",
    "import_ir_module_from_buffer",
)


def install(extension: ModuleType) -> None:
    """Wrap those that this torch has."""
    for name in _NAMES:
        original = getattr(extension, name, None)
        if original is not None:
            setattr(extension, name, _loading_first(extension, name, original))


def _loading_first(
    extension: ModuleType, name: str, original: Callable[..., Any]
) -> Callable[..., Any]:
    def load_then_call(*args: Any, **kwargs: Any) -> Any:
        setattr(extension, name, original)
        native.core()
        return original(*args, **kwargs)

    return load_then_call
