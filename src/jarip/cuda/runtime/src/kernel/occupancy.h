// How many blocks of a kernel a multiprocessor takes at once.
#pragma once

#include "kernel/launch.h"

namespace jarip {

// By the arithmetic of a GPU of compute capability 8.0: threads, blocks and shared memory of a
// multiprocessor. Each processor executes one block after the other, so the number is a promise
// only to cooperative launches, which keep all of them under way.
uint32_t blocks_per_processor(const Function &function, uint32_t threads,
                              size_t dynamic_shared_bytes);

}  // namespace jarip
