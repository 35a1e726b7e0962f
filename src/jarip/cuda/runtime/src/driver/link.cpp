// The linker of images. What it is given is compiled already as far as it can be before a launch, so
// one image passes through; several would have to be linked as device code, which nvcc does.
#include "kernel/library.h"

#include <stdlib.h>

#include "driver/call.h"

using jarip::in_context;

struct CUlinkState_st {
  uint32_t magic;
  void *image;  // a copy, nullptr before one was added
  uint64_t bytes;
};

namespace {

constexpr uint32_t kMagic = 0x4a4c4e4b;  // "JLNK"

CUlinkState resolve(CUlinkState state) {
  return state != nullptr && state->magic == kMagic ? state : nullptr;
}

// Logs stay empty, and nothing took any time.
CUresult read_options(unsigned count, CUjit_option *options, void **values) {
  if (count > 0 && (options == nullptr || values == nullptr)) return CUDA_ERROR_INVALID_VALUE;
  for (unsigned index = 0; index < count; ++index) {
    const bool told = options[index] == CU_JIT_WALL_TIME ||
                      options[index] == CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES ||
                      options[index] == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES;
    if (told) values[index] = nullptr;
  }
  return CUDA_SUCCESS;
}

// Adds the image that copy(&image, &bytes) makes.
template <typename Copy>
CUresult add(CUlinkState handle, unsigned count, CUjit_option *options, void **values, Copy copy) {
  return in_context([&] {
    CUlinkState state = resolve(handle);
    if (state == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    const CUresult result = read_options(count, options, values);
    if (result != CUDA_SUCCESS) return result;
    void *image = nullptr;
    uint64_t bytes = 0;
    const cudaError_t error = copy(&image, &bytes);
    if (error != cudaSuccess) return jarip::driver_result(error);
    if (state->image != nullptr) {
      free(image);
      return CUDA_ERROR_NOT_SUPPORTED;
    }
    state->image = image;
    state->bytes = bytes;
    return CUDA_SUCCESS;
  });
}

}  // namespace

extern "C" CUresult cuLinkCreate(unsigned int count, CUjit_option *options, void **values,
                                 CUlinkState *state) {
  return in_context([&] {
    if (state == nullptr) return CUDA_ERROR_INVALID_VALUE;
    const CUresult result = read_options(count, options, values);
    if (result == CUDA_SUCCESS) *state = new CUlinkState_st{kMagic, nullptr, 0};
    return result;
  });
}
JARIP_VERSION(cuLinkCreate, v2)

extern "C" CUresult cuLinkAddData(CUlinkState handle, CUjitInputType, void *data, size_t,
                                  const char *, unsigned int count, CUjit_option *options,
                                  void **values) {
  return add(handle, count, options, values, [&](void **image, uint64_t *bytes) {
    return jarip::copy_image(data, image, bytes);
  });
}
JARIP_VERSION(cuLinkAddData, v2)

extern "C" CUresult cuLinkAddFile(CUlinkState handle, CUjitInputType, const char *path,
                                  unsigned int count, CUjit_option *options, void **values) {
  return add(handle, count, options, values, [&](void **image, uint64_t *bytes) {
    return jarip::read_image(path, image, bytes);
  });
}
JARIP_VERSION(cuLinkAddFile, v2)

extern "C" CUresult cuLinkComplete(CUlinkState handle, void **image, size_t *bytes) {
  return in_context([&] {
    CUlinkState state = resolve(handle);
    if (state == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    if (image == nullptr || state->image == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *image = state->image;
    if (bytes != nullptr) *bytes = state->bytes;
    return CUDA_SUCCESS;
  });
}

extern "C" CUresult cuLinkDestroy(CUlinkState handle) {
  return in_context([&] {
    CUlinkState state = resolve(handle);
    if (state == nullptr) return CUDA_ERROR_INVALID_HANDLE;
    free(state->image);
    state->magic = 0;
    delete state;
    return CUDA_SUCCESS;
  });
}
