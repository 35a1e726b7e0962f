"""Switches the device on when a program imports torch, and stays out of the way otherwise.

The installed `jarip_torch.pth` puts a finder on `sys.meta_path` that does nothing but wait for the
name `torch`. Then `on_torch` looks at which torch that is; for a CPU build that was tested it puts
a second finder there, which completes some of torch's modules right after they have been loaded.
"""

import importlib
import importlib.machinery
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from jarip.torch import installed

# Module of torch, and the module of ours whose `apply` completes it; while torch's is loaded, the
# context `loading` of ours is entered, if it has one.
COMPLETIONS = {
    "torch._C": "jarip.torch.surface",
    "torch": "jarip.torch.patches.torch_module",
    "torch.storage": "jarip.torch.patches.storage",
    "torch.multiprocessing.reductions": "jarip.torch.patches.reductions",
    "torch._dynamo.backends.cudagraphs": "jarip.torch.patches.cudagraphs_backend",
    "torch._inductor.compile_fx": "jarip.torch.patches.inductor",
    "torch.utils.file_baton": "jarip.torch.patches.file_baton",
    "torch.utils.cpp_extension": "jarip.torch.patches.cpp_extension",
}


_decided = False


class CompletionFinder(MetaPathFinder):
    """Finds modules as usual, and has those of the table completed once they are loaded."""

    def __init__(self, completions: Mapping[str, str]) -> None:
        self._completions = dict(completions)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        completion = self._completions.get(name)
        spec = self._find_as_usual(name, path, target) if completion else None
        if completion is None or spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def load_and_complete(module: ModuleType) -> None:
            ours = importlib.import_module(completion)
            with getattr(ours, "loading", nullcontext)():
                load(module)
            ours.apply(module)

        spec.loader.exec_module = load_and_complete  # type: ignore[method-assign]
        return spec

    def _find_as_usual(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self or getattr(finder, "find_spec", None) is None:
                continue
            if spec := finder.find_spec(name, path, target):
                return spec
        return None


def find_spec_of_torch() -> ModuleSpec | None:
    """Called for every import of the name `torch`; acts on the first, before torch is loaded.

    Returns torch's spec when the device is switched on, None to let the import go its usual way.
    """
    global _decided
    if _decided or "torch" in sys.modules:
        return None
    _decided = True
    finder = _decide()
    if finder is None:
        return None
    sys.meta_path.insert(0, finder)
    return finder.find_spec("torch")


def enable() -> None:
    """Switch the device on where the `.pth` file is not in force (`python -S`, a source tree).

    Raises RuntimeError when torch was imported already.
    """
    if _is_enabled():
        return
    if "torch" in sys.modules:
        raise RuntimeError("jarip.torch.enable() must be called before torch is imported")
    find_spec_of_torch()


def disable() -> None:
    """Keep the device off in this process; has no effect once torch is imported."""
    os.environ["JARIP_TORCH"] = "0"


def _is_enabled() -> bool:
    return any(isinstance(finder, CompletionFinder) for finder in sys.meta_path)


def _decide() -> CompletionFinder | None:
    wish = os.environ.get("JARIP_TORCH", "1")
    torch = installed.find_torch() if wish != "0" else None
    if torch is None or not torch.is_cpu_build:
        return None
    if not torch.is_tested and wish != "force":
        warnings.warn(torch.untested_message(), stacklevel=2)
        return None
    return CompletionFinder(COMPLETIONS)
