/* In front of CCCL's header of this name, which asks who compiles: it must hear of clang, which it
 * knows too, and not of nvcc, whose own builtins it would then call. The language is CUDA C++ and
 * the release ours either way. */
#if defined(__CUDA__)
#include "../../../../../cuda.h"
#pragma push_macro("__NVCC__")
#undef __NVCC__
#include_next <cuda/std/__cccl/compiler.h>
#pragma pop_macro("__NVCC__")
#else
#include_next <cuda/std/__cccl/compiler.h>
#endif
