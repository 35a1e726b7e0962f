"""`torch.utils.cpp_extension`: custom CUDA kernels are compiled by Jarip's nvcc.

`load`, `load_inline` and `CUDAExtension` go their usual way; CUDA_HOME is Jarip's, and the headers
and libraries that a CUDA build of PyTorch has beside its own are found there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from jarip.cuda.cache_directory import cache_directory
from jarip.cuda.home import current_home
from jarip.torch.extension import INCLUDE_DIRECTORIES, libraries
from jarip.torch.settings import vendor_module


@contextmanager
def loading() -> Iterator[None]:
    """While the module is loaded it looks for a toolkit: it shall find ours and no other."""
    before = os.environ.get("CUDA_HOME")
    os.environ["CUDA_HOME"] = str(current_home())
    try:
        yield
    finally:
        if before is None:
            del os.environ["CUDA_HOME"]
        else:
            os.environ["CUDA_HOME"] = before


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch.utils.cpp_extension` is loaded."""
    cpp: Any = module
    _build_toolkit_on_first_use(cpp)
    cpp.include_paths = _extend_for_cuda(cpp.include_paths, lambda: list(INCLUDE_DIRECTORIES))
    cpp.library_paths = _extend_for_cuda(cpp.library_paths, lambda: [libraries.ensure_built()])
    _record_where_libraries_are(cpp)
    # Beside what else is compiled: the home of a job is gone with it, and what a CPU build of
    # PyTorch keeps in ~/.cache/torch_extensions must not be mixed up with this.
    cpp.get_default_build_root = lambda: str(cache_directory() / "torch" / "extensions")


def _build_toolkit_on_first_use(cpp: Any) -> None:
    def join_cuda_home(*parts: str) -> str:
        from jarip.cuda.home import ensure_home

        return os.path.join(ensure_home(), *parts)  # noqa: PTH118  (called with absolute parts)

    cpp._join_cuda_home = join_cuda_home


def _extend_for_cuda(
    original: Callable[..., list[str]], more: Callable[[], list[Any]]
) -> Callable[..., list[str]]:
    def paths(device_type: str = "cpu", *args: Any, **kwargs: Any) -> list[str]:
        if device_type == "cuda" and (vendor := vendor_module()):
            raise RuntimeError(
                f"jarip: CUDA kernels are compiled for the host; JARIP_TORCH_TWIN={vendor} puts "
                "tensors on a chip. Unset it to build and run this extension on the host."
            )
        found = original(device_type, *args, **kwargs)
        return found + [str(path) for path in more()] if device_type == "cuda" else found

    return paths


def _record_where_libraries_are(cpp: Any) -> None:
    """Extensions note where libcudart, libc10_cuda and libtorch_cuda are, so that a program that
    only imports them finds them."""
    prepare, declare = cpp._prepare_ldflags, cpp.CUDAExtension

    def prepare_ldflags(flags: list[str], with_cuda: bool, *args: Any) -> list[str]:
        prepared: list[str] = prepare(flags, with_cuda, *args)
        if with_cuda:
            own = libraries.ensure_built()
            prepared += [f"-L{own}", *(f"-Wl,-rpath,{path}" for path in _runtime_paths())]
        return prepared

    def cuda_extension(name: str, sources: list[str], *args: Any, **kwargs: Any) -> Any:
        known = kwargs.get("runtime_library_dirs") or []
        kwargs["runtime_library_dirs"] = [*known, *_runtime_paths()]
        return declare(name, sources, *args, **kwargs)

    cuda_extension.__doc__ = declare.__doc__
    cpp._prepare_ldflags = prepare_ldflags
    cpp.CUDAExtension = cuda_extension


def _runtime_paths() -> list[str]:
    return [str(libraries.ensure_built()), str(current_home() / "lib64")]
