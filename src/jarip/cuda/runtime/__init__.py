"""The CUDA runtime: libcudart.so, in C++ without a C++ library.

Owns: memory, streams, events, the launch pool, fibers, the loading of compiled kernels, and
`include/jarip/abi.h`, the contract with generated code and the compiler worker. Does not own: the
API's declarations (`frontend/include`), nor how kernels are compiled (`jit`).

Read `src/stream/scheduler.h` first, then `src/pool/pool.h` and `src/kernel/launch.h`;
`docs/decisions/launch-pool.md` says why they are as they are. `build.build_runtime` compiles it.
"""
