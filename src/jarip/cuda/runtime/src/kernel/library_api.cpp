// cudaLibrary and cudaKernel: handles of images loaded while the program runs.
#include <string.h>

#include "device/device.h"
#include "kernel/library.h"
#include "kernel/objects.h"

using jarip::Function;
using jarip::Library;
using jarip::record;
using jarip::Variable;

namespace {

cudaError_t give(cudaError_t error, Library *library, cudaLibrary_t *handle) {
  if (error == cudaSuccess) *handle = reinterpret_cast<cudaLibrary_t>(library);
  return error;
}

cudaError_t find_global(void **pointer, size_t *bytes, cudaLibrary_t handle, const char *name) {
  Library *library = jarip::resolve_library(handle);
  if (library == nullptr) return cudaErrorInvalidResourceHandle;
  if (name == nullptr) return cudaErrorInvalidValue;
  Variable *variable = nullptr;
  const cudaError_t error = jarip::library_variable(*library, name, &variable);
  if (error != cudaSuccess) return error;
  if (pointer != nullptr) *pointer = variable->address.load();
  if (bytes != nullptr) *bytes = variable->bytes;
  return cudaSuccess;
}

}  // namespace

// Options tune the compiler of a GPU; they are accepted.
extern "C" cudaError_t cudaLibraryLoadData(cudaLibrary_t *handle, const void *code, cudaJitOption *,
                                           void **, unsigned int, cudaLibraryOption *, void **,
                                           unsigned int) {
  JARIP_ENTER();
  if (handle == nullptr) return record(cudaErrorInvalidValue);
  Library *library = nullptr;
  const cudaError_t error = jarip::load_library(code, &library);
  return record(give(error, library, handle));
}

extern "C" cudaError_t cudaLibraryLoadFromFile(cudaLibrary_t *handle, const char *path,
                                               cudaJitOption *, void **, unsigned int,
                                               cudaLibraryOption *, void **, unsigned int) {
  JARIP_ENTER();
  if (handle == nullptr || path == nullptr) return record(cudaErrorInvalidValue);
  Library *library = nullptr;
  const cudaError_t error = jarip::load_library_file(path, &library);
  return record(give(error, library, handle));
}

extern "C" cudaError_t cudaLibraryUnload(cudaLibrary_t handle) {
  JARIP_ENTER();
  Library *library = jarip::resolve_library(handle);
  if (library == nullptr) return record(cudaErrorInvalidResourceHandle);
  jarip::unload_library(*library);
  return cudaSuccess;
}

extern "C" cudaError_t cudaLibraryGetKernel(cudaKernel_t *kernel, cudaLibrary_t handle,
                                            const char *name) {
  JARIP_ENTER();
  Library *library = jarip::resolve_library(handle);
  if (library == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (kernel == nullptr || name == nullptr) return record(cudaErrorInvalidValue);
  Function *function = nullptr;
  const cudaError_t error = jarip::library_function(*library, name, &function);
  if (error == cudaSuccess) *kernel = reinterpret_cast<cudaKernel_t>(function);
  return record(error);
}

extern "C" cudaError_t cudaLibraryGetKernelCount(unsigned int *count, cudaLibrary_t handle) {
  JARIP_ENTER();
  const Library *library = jarip::resolve_library(handle);
  if (library == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (count == nullptr) return record(cudaErrorInvalidValue);
  const jarip::Text names = jarip::library_kernel_names(*library);
  *count = 0;
  for (size_t index = 0; index < names.size(); ++index) *count += names.c_str()[index] == '\0';
  return cudaSuccess;
}

extern "C" cudaError_t cudaLibraryEnumerateKernels(cudaKernel_t *kernels, unsigned int room,
                                                   cudaLibrary_t handle) {
  JARIP_ENTER();
  Library *library = jarip::resolve_library(handle);
  if (library == nullptr) return record(cudaErrorInvalidResourceHandle);
  if (kernels == nullptr) return record(cudaErrorInvalidValue);
  const jarip::Text names = jarip::library_kernel_names(*library);
  const char *name = names.c_str();
  for (unsigned place = 0; place < room && name < names.c_str() + names.size(); ++place) {
    Function *function = nullptr;
    const cudaError_t error = jarip::library_function(*library, name, &function);
    if (error != cudaSuccess) return record(error);
    kernels[place] = reinterpret_cast<cudaKernel_t>(function);
    name += strlen(name) + 1;
  }
  return cudaSuccess;
}

extern "C" cudaError_t cudaLibraryGetGlobal(void **pointer, size_t *bytes, cudaLibrary_t handle,
                                            const char *name) {
  JARIP_ENTER();
  return record(find_global(pointer, bytes, handle, name));
}

extern "C" cudaError_t cudaLibraryGetManaged(void **pointer, size_t *bytes, cudaLibrary_t handle,
                                             const char *name) {
  JARIP_ENTER();
  return record(find_global(pointer, bytes, handle, name));
}

// Kernels registered at the start of the program have handles too.
extern "C" cudaError_t cudaGetKernel(cudaKernel_t *kernel, const void *host) {
  JARIP_ENTER();
  Function *function = jarip::find_function(host);
  if (kernel == nullptr) return record(cudaErrorInvalidValue);
  if (function == nullptr) return record(cudaErrorInvalidDeviceFunction);
  jarip::remember_function(function);
  *kernel = reinterpret_cast<cudaKernel_t>(function);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGetFuncBySymbol(cudaFunction_t *handle, const void *host) {
  JARIP_ENTER();
  Function *function = jarip::find_function(host);
  if (handle == nullptr) return record(cudaErrorInvalidValue);
  if (function == nullptr) return record(cudaErrorInvalidDeviceFunction);
  jarip::remember_function(function);
  *handle = reinterpret_cast<cudaFunction_t>(function);
  return cudaSuccess;
}

extern "C" cudaError_t cudaKernelSetAttributeForDevice(cudaKernel_t kernel,
                                                       cudaFuncAttribute attribute, int value,
                                                       int device) {
  JARIP_ENTER();
  if (device < 0 || device >= jarip::device_count()) return record(cudaErrorInvalidDevice);
  return cudaFuncSetAttribute(reinterpret_cast<const void *>(kernel), attribute, value);
}
