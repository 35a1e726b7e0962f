"""CUDA C++ on any chip: our headers, our compiler, our runtime; nothing of NVIDIA's is opened.

A `.cu` file goes through `nvcc` (options, host and device passes), `frontend` (our headers and the
device library; clang makes LLVM IR), and is embedded as IR in an ordinary program. At a kernel's
first launch the `runtime` (C++) asks the compiler worker (`jit`) for code: `ir` reads the IR,
`intrinsics` gives PTX's their meaning, `analysis` and `passes` split kernels at barriers and widen
threads into vector lanes, `targets` make machine code for a chip. `home` lays all of it out like an
installed toolkit, and `compat` says what is supported.

It knows nothing of the cloud and of PyTorch. Read `driver.py` first: what bin/nvcc runs.
"""
