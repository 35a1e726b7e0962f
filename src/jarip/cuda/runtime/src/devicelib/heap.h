// malloc and free of device code.
#pragma once

#include <stddef.h>

namespace jarip {

// cudaLimitMallocHeapSize
size_t device_heap_limit();
void set_device_heap_limit(size_t bytes);

}  // namespace jarip
