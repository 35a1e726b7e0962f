// Modules and libraries: device images loaded while the program runs. A module is a library.
#include "kernel/library.h"

#include "driver/call.h"

using jarip::in_context;
using jarip::initialized;
using jarip::Library;
using jarip::same;

namespace {

Library *library_of(CUmodule module) { return jarip::resolve_library(same<cudaLibrary_t>(module)); }

CUresult give(cudaError_t error, Library *library, CUmodule *module) {
  if (error == cudaSuccess) *module = reinterpret_cast<CUmodule>(library);
  return jarip::driver_result(error);
}

CUresult load(CUmodule *module, const void *image) {
  if (module == nullptr || image == nullptr) return CUDA_ERROR_INVALID_VALUE;
  Library *library = nullptr;
  return give(jarip::load_library(image, &library), library, module);
}

}  // namespace

extern "C" CUresult cuModuleLoad(CUmodule *module, const char *path) {
  return in_context([&] {
    if (module == nullptr || path == nullptr) return CUDA_ERROR_INVALID_VALUE;
    Library *library = nullptr;
    return give(jarip::load_library_file(path, &library), library, module);
  });
}

extern "C" CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  return in_context([&] { return load(module, image); });
}

// Options tune the compiler of a GPU; logs stay empty.
extern "C" CUresult cuModuleLoadDataEx(CUmodule *module, const void *image,
                                       unsigned int option_count, CUjit_option *options,
                                       void **values) {
  return in_context([&] {
    if (option_count > 0 && (options == nullptr || values == nullptr)) {
      return CUDA_ERROR_INVALID_VALUE;
    }
    for (unsigned index = 0; index < option_count; ++index) {
      const bool size = options[index] == CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES ||
                        options[index] == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES;
      if (size) values[index] = nullptr;
    }
    return load(module, image);
  });
}

extern "C" CUresult cuModuleLoadFatBinary(CUmodule *module, const void *image) {
  return in_context([&] { return load(module, image); });
}

extern "C" CUresult cuModuleUnload(CUmodule module) {
  return in_context([&] {
    Library *library = library_of(module);
    if (library == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    jarip::unload_library(*library);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  return in_context([&] {
    Library *library = library_of(module);
    if (library == nullptr) return cudaErrorInvalidResourceHandle;
    if (function == nullptr || name == nullptr) return cudaErrorInvalidValue;
    jarip::Function *found = nullptr;
    const cudaError_t error = jarip::library_function(*library, name, &found);
    if (error == cudaSuccess) *function = reinterpret_cast<CUfunction>(found);
    return error;
  });
}

extern "C" CUresult cuModuleGetFunctionCount(unsigned int *count, CUmodule module) {
  return in_context([&] { return cudaLibraryGetKernelCount(count, same<cudaLibrary_t>(module)); });
}

extern "C" CUresult cuModuleEnumerateFunctions(CUfunction *functions, unsigned int room,
                                               CUmodule module) {
  return in_context([&] {
    return cudaLibraryEnumerateKernels(same<cudaKernel_t *>(functions), room,
                                       same<cudaLibrary_t>(module));
  });
}

extern "C" CUresult cuModuleGetGlobal(CUdeviceptr *pointer, size_t *bytes, CUmodule module,
                                      const char *name) {
  return in_context([&] {
    return cudaLibraryGetGlobal(jarip::out(pointer), bytes, same<cudaLibrary_t>(module), name);
  });
}
JARIP_VERSION(cuModuleGetGlobal, v2)

// Kernels are compiled and loaded when they are first launched.
extern "C" CUresult cuModuleGetLoadingMode(CUmoduleLoadingMode *mode) {
  return initialized([&] {
    if (mode == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *mode = CU_MODULE_LAZY_LOADING;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuLibraryLoadData(CUlibrary *library, const void *code, CUjit_option *options,
                                      void **values, unsigned int option_count,
                                      CUlibraryOption *library_options, void **library_values,
                                      unsigned int library_option_count) {
  return in_context([&] {
    return cudaLibraryLoadData(library, code, same<cudaJitOption *>(options), values, option_count,
                               same<cudaLibraryOption *>(library_options), library_values,
                               library_option_count);
  });
}

extern "C" CUresult cuLibraryLoadFromFile(CUlibrary *library, const char *path,
                                          CUjit_option *options, void **values,
                                          unsigned int option_count,
                                          CUlibraryOption *library_options, void **library_values,
                                          unsigned int library_option_count) {
  return in_context([&] {
    return cudaLibraryLoadFromFile(library, path, same<cudaJitOption *>(options), values,
                                   option_count, same<cudaLibraryOption *>(library_options),
                                   library_values, library_option_count);
  });
}

extern "C" CUresult cuLibraryUnload(CUlibrary library) {
  return in_context([&] { return cudaLibraryUnload(library); });
}

extern "C" CUresult cuLibraryGetKernel(CUkernel *kernel, CUlibrary library, const char *name) {
  return in_context([&] { return cudaLibraryGetKernel(kernel, library, name); });
}

extern "C" CUresult cuLibraryGetKernelCount(unsigned int *count, CUlibrary library) {
  return in_context([&] { return cudaLibraryGetKernelCount(count, library); });
}

extern "C" CUresult cuLibraryEnumerateKernels(CUkernel *kernels, unsigned int room,
                                              CUlibrary library) {
  return in_context([&] { return cudaLibraryEnumerateKernels(kernels, room, library); });
}

extern "C" CUresult cuLibraryGetModule(CUmodule *module, CUlibrary library) {
  return in_context([&] {
    if (jarip::resolve_library(library) == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (module == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *module = same<CUmodule>(library);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuLibraryGetGlobal(CUdeviceptr *pointer, size_t *bytes, CUlibrary library,
                                       const char *name) {
  return in_context([&] {
    return cudaLibraryGetGlobal(jarip::out(pointer), bytes, library, name);
  });
}

extern "C" CUresult cuLibraryGetManaged(CUdeviceptr *pointer, size_t *bytes, CUlibrary library,
                                        const char *name) {
  return in_context([&] {
    return cudaLibraryGetManaged(jarip::out(pointer), bytes, library, name);
  });
}

extern "C" CUresult cuKernelGetFunction(CUfunction *function, CUkernel kernel) {
  return in_context([&] {
    if (function == nullptr) return CUDA_ERROR_INVALID_VALUE;
    if (jarip::find_function(kernel) == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    *function = same<CUfunction>(kernel);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuKernelGetLibrary(CUlibrary *library, CUkernel kernel) {
  return in_context([&] {
    jarip::Function *function = jarip::find_function(kernel);
    if (function == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (library == nullptr) return CUDA_ERROR_INVALID_VALUE;
    Library *found = jarip::library_of_module(*function->module);
    if (found == nullptr) return CUDA_ERROR_NOT_FOUND;
    *library = reinterpret_cast<CUlibrary>(found);
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuFuncGetModule(CUmodule *module, CUfunction handle) {
  return in_context([&] {
    jarip::Function *function = jarip::find_function(handle);
    if (function == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (module == nullptr) return CUDA_ERROR_INVALID_VALUE;
    Library *found = jarip::library_of_module(*function->module);
    if (found == nullptr) return CUDA_ERROR_NOT_FOUND;
    *module = reinterpret_cast<CUmodule>(found);
    return CUDA_SUCCESS;
  });
}
