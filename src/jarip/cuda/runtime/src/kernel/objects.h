// Getting hold of compiled code: from memory, from the cache, or from the compiler.
#pragma once

#include "kernel/module.h"

namespace jarip {

// The kernel for this block shape, `together` for blocks that are all under way at once and may wait
// for any other. On failure it has no kernel, and the error says why:
// cudaErrorInvalidPtx when the code cannot be compiled, cudaErrorJitCompilerNotFound when there is
// no compiler, cudaErrorInvalidKernelImage when there is no usable image or object. What happened
// is reported once.
cudaError_t find_variant(Function &function, const uint32_t block[3], bool together,
                         const Variant **variant);

// Loads the module's variables and functions, if it has any.
cudaError_t load_module_object(Module &module);

// Takes a module's code and variables out of memory; none of its kernels may run or be launched again.
void close_objects(Module &module, const Array<Function *> &functions);

// The address in the loaded module object of a variable or function, by mangled name; or nullptr.
void *module_symbol(Module &module, const char *name);

}  // namespace jarip
