// What cudaMemAdvise keeps.
#pragma once

#include <stdint.h>

namespace jarip {

// To be called when the allocation that begins there is freed.
void forget_advice(uintptr_t begin);

}  // namespace jarip
