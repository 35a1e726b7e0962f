// Where the bytes come from: pages of their own for what is large, size classes for the rest.
#pragma once

#include <stddef.h>

namespace jarip {

constexpr size_t kMemoryAlignment = 256;  // of every allocation, as cudaMalloc promises

// Bytes that an allocation of `bytes` really takes.
size_t backing_size(size_t bytes);

enum class Writer {
  device,  // memory that the host never writes but through the runtime
  host,    // what both write
};

// Holds whatever the last owner left, or zeros. nullptr when the system has no more.
void *take_backing(size_t bytes, Writer writer);

// Large memory can no longer be accessed: a kernel that still uses it faults instead of reading stale
// values.
void give_back_backing(void *memory, size_t bytes, Writer writer);

struct Backing {
  char *begin;
  size_t bytes;
};

// The whole pages that an allocation lies in, all of one writer.
Backing backing_around(void *memory, size_t bytes);

}  // namespace jarip
