// Memory with a file descriptor, which other processes can map.
#pragma once

#include <stddef.h>

namespace jarip {

// A new piece of memory, zeroed; -1 when the system has no more (errno says why).
int create_shared_memory(const char *name, size_t bytes);

// Its size in bytes; 0 for a descriptor that is no memory.
size_t shared_memory_bytes(int descriptor);

}  // namespace jarip
