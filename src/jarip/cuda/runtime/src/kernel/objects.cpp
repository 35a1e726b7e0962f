#include "kernel/objects.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "kernel/cache.h"
#include "kernel/compiler_worker.h"
#include "kernel/demangle.h"

namespace jarip {

namespace {

// Generated code refers to functions of this library by name. A program may have loaded the library
// out of the dynamic linker's sight (Python does), so it is brought into it.
void make_runtime_visible() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&make_runtime_visible), &info) == 0) return;
  dlopen(info.dli_fname, RTLD_NOLOAD | RTLD_NOW | RTLD_GLOBAL);
}

cudaError_t compile(const JaripImageHeader &image, const char *request, const char *what,
                    const char *out) {
  if (!store_image(image)) {
    const Text path = image_path(image);
    report("cannot write %s: %s; set JARIP_CACHE_DIR to a directory that can be written",
           path.c_str(), strerror(errno));
    return cudaErrorInvalidKernelImage;
  }
  make_parents(out);
  Text message;
  switch (ask_compiler_worker(request, &message)) {
    case WorkerAnswer::ok:
      return cudaSuccess;
    case WorkerAnswer::refused:
      report("cannot compile %s: %s", what, message.c_str());
      return cudaErrorInvalidPtx;
    case WorkerAnswer::missing:
      report("cannot compile %s: %s", what, message.c_str());
      return cudaErrorJitCompilerNotFound;
  }
  return cudaErrorUnknown;
}

// Opens the object at `path`, compiling it first if it is missing.
cudaError_t open_object(const JaripImageHeader &image, const char *path, const char *request,
                        const char *what, int mode, void **object) {
  if (access(path, R_OK) != 0) {
    const cudaError_t error = compile(image, request, what, path);
    if (error != cudaSuccess) return error;
  }
  make_runtime_visible();
  *object = dlopen(path, RTLD_NOW | mode);
  if (*object != nullptr) return cudaSuccess;
  report("cannot load the code of %s: %s; `jarip doctor --clear-cache` removes what is cached",
         what, dlerror());
  return cudaErrorInvalidKernelImage;
}

// Under the module's lock.
cudaError_t load_module_locked(Module &module) {
  if (module.object_loaded) return module.object_error;
  module.object_loaded = true;
  if (module.image == nullptr) return module.object_error = cudaErrorInvalidKernelImage;
  if (!needs_module_object(*module.image)) return cudaSuccess;
  const Text hash = image_hash(*module.image);
  const Text path = module_object_path(*module.image);
  Text request;
  request.format("module %s %s", hash.c_str(), path.c_str());
  module.object_error = open_object(*module.image, path.c_str(), request.c_str(),
                                    "the program's device variables", RTLD_GLOBAL, &module.object);
  if (module.object_error == cudaSuccess) bind_variables(module.variables);
  return module.object_error;
}

bool usable(const JaripKernel *kernel, const uint32_t block[3]) {
  if (kernel == nullptr || kernel->abi != JARIP_ABI_VERSION) return false;
  const bool fibers = kernel->mode == JARIP_MODE_FIBER;
  if (fibers ? kernel->run_thread == nullptr : kernel->run_blocks == nullptr) return false;
  return memcmp(kernel->block, block, sizeof kernel->block) == 0;
}

cudaError_t load_kernel(Function &function, const uint32_t block[3], bool together,
                        const JaripKernel **kernel, void **object) {
  Module &module = *function.module;
  if (module.image == nullptr) return cudaErrorInvalidKernelImage;
  const cudaError_t module_error = load_module_locked(module);
  if (module_error != cudaSuccess) return module_error;
  const Text hash = image_hash(*module.image);
  const Text path = kernel_object_path(*module.image, function.name, block, together);
  const Text readable = demangle(function.name);
  Text request;
  request.format("%s %s %s %u %u %u %s", together ? "together" : "kernel", hash.c_str(),
                 function.name, block[0], block[1], block[2], path.c_str());
  const cudaError_t error = open_object(*module.image, path.c_str(), request.c_str(),
                                        readable.c_str(), RTLD_LOCAL, object);
  if (error != cudaSuccess) return error;
  *kernel = static_cast<const JaripKernel *>(dlsym(*object, "jarip_kernel"));
  if (usable(*kernel, block)) return cudaSuccess;
  report("the cached code of %s is not what this runtime expects; remove %s", readable.c_str(),
         path.c_str());
  *kernel = nullptr;
  return cudaErrorInvalidKernelImage;
}

const Variant *find_loaded(const Function &function, const uint32_t block[3], bool together) {
  const Variant *variant = function.variants.load(std::memory_order_acquire);
  while (variant != nullptr &&
         (memcmp(variant->block, block, sizeof variant->block) != 0 || variant->together != together)) {
    variant = variant->next;
  }
  return variant;
}

}  // namespace

cudaError_t find_variant(Function &function, const uint32_t block[3], bool together,
                         const Variant **variant) {
  const Variant *found = find_loaded(function, block, together);
  if (found == nullptr) {
    Guard guard(function.module->lock);
    found = find_loaded(function, block, together);
    if (found == nullptr) {
      auto *fresh = new Variant{
          {block[0], block[1], block[2]}, together, nullptr, cudaSuccess, nullptr, nullptr, {}};
      fresh->block_ns.store(UINT32_MAX);
      fresh->error = load_kernel(function, block, together, &fresh->kernel, &fresh->object);
      fresh->next = function.variants.load(std::memory_order_relaxed);
      function.variants.store(fresh, std::memory_order_release);
      found = fresh;
    }
  }
  *variant = found;
  return found->error;
}

cudaError_t load_module_object(Module &module) {
  Guard guard(module.lock);
  return load_module_locked(module);
}

void close_objects(Module &module, const Array<Function *> &functions) {
  Guard guard(module.lock);
  for (Function *function : functions) {
    const Variant *variant = function->variants.exchange(nullptr);
    for (; variant != nullptr; variant = variant->next) {
      if (variant->object != nullptr) dlclose(variant->object);
    }
  }
  if (module.object != nullptr) dlclose(module.object);
  module.object = nullptr;
  module.object_loaded = true;
  module.object_error = cudaErrorInvalidKernelImage;
}

void *module_symbol(Module &module, const char *name) {
  if (module.object == nullptr) return nullptr;
  Text symbol;
  symbol.format("jm_%.16s_%s", module.image->hash, name);
  return dlsym(module.object, symbol.c_str());
}

}  // namespace jarip
