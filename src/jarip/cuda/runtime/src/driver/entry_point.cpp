// Functions of the driver API by name: cuGetProcAddress, cudaGetDriverEntryPoint.
#include <dlfcn.h>
#include <stdio.h>

#include "driver/call.h"

namespace {

constexpr int kVersion = CUDA_VERSION;
constexpr cuuint64_t kKnownFlags =
    CU_GET_PROC_ADDRESS_LEGACY_STREAM | CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM;

// This library, as dlsym() wants it.
void *own_handle() {
  static void *const handle = [] {
    Dl_info self;
    const void *somewhere = reinterpret_cast<const void *>(&own_handle);
    return dladdr(somewhere, &self) != 0 ? dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD)
                                         : nullptr;
  }();
  return handle;
}

void *find(const char *name, const char *ending) {
  char whole[128];
  const int length = snprintf(whole, sizeof whole, "%s%s", name, ending);
  const bool fits = length > 0 && static_cast<size_t>(length) < sizeof whole;
  return fits ? dlsym(own_handle(), whole) : nullptr;
}

// Programs ask for the plain name and mean the version their header has: the second where the first
// had other parameters.
void *find_function(const char *name, int version, cuuint64_t flags) {
  constexpr int kSecondVersions = 3020;
  if ((flags & CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM) != 0) {
    if (void *function = find(name, "_ptsz")) return function;
    if (void *function = find(name, "_ptds")) return function;
  }
  if (version >= kSecondVersions) {
    if (void *function = find(name, "_v2")) return function;
  }
  return find(name, "");
}

bool is_driver_name(const char *name) { return strncmp(name, "cu", 2) == 0 && name[2] != 'd'; }

}  // namespace

extern "C" CUresult cuGetProcAddress(const char *name, void **function, int version,
                                     cuuint64_t flags, CUdriverProcAddressQueryResult *status) {
  if (name == nullptr || function == nullptr || (flags & ~kKnownFlags) != 0) {
    return CUDA_ERROR_INVALID_VALUE;
  }
  *function = is_driver_name(name) ? find_function(name, version, flags) : nullptr;
  const bool too_new = version > kVersion;
  const bool found = *function != nullptr && !too_new;
  if (status != nullptr) {
    *status = too_new ? CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT
              : found ? CU_GET_PROC_ADDRESS_SUCCESS
                      : CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  }
  if (!found) *function = nullptr;
  return found ? CUDA_SUCCESS : CUDA_ERROR_NOT_FOUND;
}

// The runtime's way to ask is no error when there is no such function: the status says so.
extern "C" cudaError_t cudaGetDriverEntryPointByVersion(const char *name, void **function,
                                                        unsigned int version,
                                                        unsigned long long flags,
                                                        cudaDriverEntryPointQueryResult *status) {
  JARIP_ENTER();
  CUdriverProcAddressQueryResult found = CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  const CUresult result =
      cuGetProcAddress(name, function, static_cast<int>(version), flags, &found);
  if (result == CUDA_ERROR_INVALID_VALUE) return jarip::record(cudaErrorInvalidValue);
  if (status != nullptr) *status = jarip::same<cudaDriverEntryPointQueryResult>(found);
  const bool silent = status == nullptr && result != CUDA_SUCCESS;
  return jarip::record(silent ? cudaErrorSymbolNotFound : cudaSuccess);
}

extern "C" cudaError_t cudaGetDriverEntryPoint(const char *name, void **function,
                                               unsigned long long flags,
                                               cudaDriverEntryPointQueryResult *status) {
  return cudaGetDriverEntryPointByVersion(name, function, kVersion, flags, status);
}
