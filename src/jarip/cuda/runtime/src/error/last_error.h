// The calling thread's last error and the device's sticky one.
#pragma once

#include "declarations.h"

namespace jarip {

// Remembers `error` for cudaGetLastError unless it is cudaSuccess, and returns it: the last thing
// an entry point does.
cudaError_t record(cudaError_t error);

// Makes the calling thread's last error cudaSuccess.
void forget_last_error();

// The calling thread's last error, and setting it back to that: for calls that must not change it.
cudaError_t last_error_now();
void restore_last_error(cudaError_t error);

// The first thing an entry point does: cudaSuccess when the runtime can serve the call, else the
// current device's sticky error, or cudaErrorInitializationError in the child of a fork.
cudaError_t enter();

}  // namespace jarip

// Returns from an entry point early when the runtime cannot serve it.
#define JARIP_ENTER()                                                  \
  do {                                                                 \
    const cudaError_t entry_error = jarip::enter();                    \
    if (entry_error != cudaSuccess) return jarip::record(entry_error); \
  } while (0)
