// A module is what one translation unit (or one device link) registers: an image, the host
// addresses its kernels and variables are known by, and the objects loaded for it.
#pragma once

#include <atomic>

#include "api.h"
#include "base/array.h"
#include "base/lock.h"
#include "kernel/image.h"

namespace jarip {

struct Library;
struct Variable;

struct Module {
  const JaripImageHeader *image = nullptr;  // nullptr when what was registered is no image of ours
  Lock lock;                                // guards the loading of objects
  void *object = nullptr;                   // the module object's handle once loaded
  bool object_loaded = false;
  cudaError_t object_error = cudaSuccess;
  Array<Variable *> variables;
  Library *library = nullptr;  // it was loaded as, if the program did that
};

// A kernel specialised for one block shape, or why there is none.
struct Variant {
  uint32_t block[3];
  bool together;  // it may wait for any other block
  const JaripKernel *kernel;
  cudaError_t error;
  void *object;  // that holds it
  Variant *next;

  // What a block took one thread lately; a guess, so that brief launches wake nobody in vain.
  mutable std::atomic<uint32_t> block_ns{UINT32_MAX};
};

struct Function {
  Module *module = nullptr;
  const void *host = nullptr;  // the address it is launched by
  const char *name = nullptr;  // mangled
  KernelInfo info;             // valid once `known`
  std::atomic<bool> known{false};
  std::atomic<Variant *> variants{nullptr};  // only ever grows
  std::atomic<int> max_dynamic_shared{-1};   // cudaFuncSetAttribute; -1: the device's default
  std::atomic<int> shared_carveout{-1};
};

struct Variable {
  Module *module = nullptr;
  const char *name = nullptr;  // mangled
  void *host = nullptr;        // the host's variable of that name
  uint64_t bytes = 0;
  bool may_be_absent = false;  // from the image: a texture reference that no kernel reads
  std::atomic<void *> address{nullptr};  // once the module object is loaded
};

// Gives the variables of a module object that was just loaded their addresses.
void bind_variables(Array<Variable *> &variables);

// The registered function or variable with this host address, or nullptr.
Function *find_function(const void *host);
Variable *find_variable(const void *host);

// Makes the function findable by its own address as well, and forgets that again.
void remember_function(Function *function);
void forget_function(Function *function);

// Gives a variable the address it has in its module's object, which must be loaded.
cudaError_t bind_variable(Variable &variable);

// The address of bytes [offset, offset + count) of the variable with this host address, loading its
// module if need be. cudaErrorInvalidSymbol, or cudaErrorInvalidValue when they are not in it.
cudaError_t resolve_symbol(const void *symbol, size_t offset, size_t count, char **address);

// Fills function.info from the image. cudaErrorInvalidDeviceFunction when the image has no such
// kernel, cudaErrorInvalidKernelImage when there is no image.
cudaError_t know_function(Function &function);

}  // namespace jarip
