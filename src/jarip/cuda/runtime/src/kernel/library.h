// Images loaded while the program runs: what cudaLibraryLoadData and cuModuleLoadData give.
#pragma once

#include "kernel/module.h"

namespace jarip {

struct Library {
  uint32_t magic;
  void *copy;  // of the image: the caller's may go
  Module module;     // its `library` is this
  Array<Function *> functions;  // that were asked for
  Array<Variable *> variables;
};

// The library a handle names; nullptr for one that is not valid.
Library *resolve_library(cudaLibrary_t handle);

// The library that `module` is of, or nullptr for a module of the program itself.
Library *library_of_module(Module &module);

// A copy of an image, for free(): of one in memory, or of a file. Errors as below.
cudaError_t copy_image(const void *data, void **copy, uint64_t *bytes);
cudaError_t read_image(const char *path, void **copy, uint64_t *bytes);

// Loads an image, or what nvcc embeds where a fat binary would be.
// cudaErrorInvalidKernelImage for what is neither.
cudaError_t load_library(const void *data, Library **library);

// As load_library with the contents of a file. cudaErrorFileNotFound.
cudaError_t load_library_file(const char *path, Library **library);

// Waits for all devices, then takes code and variables out of memory: an image that is loaded again
// begins with its variables' first values.
void unload_library(Library &library);

// The kernel of that mangled name: cudaErrorSymbolNotFound. The address of a Function of a library
// may stand for the kernel wherever a launch takes a host address.
cudaError_t library_function(Library &library, const char *name, Function **function);

// The variable of that mangled name, with its memory: cudaErrorSymbolNotFound.
cudaError_t library_variable(Library &library, const char *name, Variable **variable);

// Names of all kernels, ended by NUL each.
Text library_kernel_names(const Library &library);

}  // namespace jarip
