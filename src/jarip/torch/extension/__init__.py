"""What custom CUDA extensions are compiled and linked against.

Owns: the headers that a CUDA build of PyTorch generates or takes from CUDA's mathematics libraries
(`include/`), and the libraries `libc10_cuda` and `libtorch_cuda`, which answer by PyTorch's own
device guard. Does not own: compiling kernels (`jarip.cuda`) or calling the compiler
(`torch.utils.cpp_extension`, completed by `patches/cpp_extension.py`).
Read first: `libraries.ensure_built`.
"""

from pathlib import Path

SOURCES = Path(__file__).parent
INCLUDE_DIRECTORIES = (SOURCES / "include", SOURCES / "include/libraries")
