// Telling the user why a kernel ended early: CUDA gives a number, this line says which kernel.
#pragma once

#include "api.h"
#include "fault/guard.h"
#include "jarip/abi.h"

namespace jarip {

// `begin` and `end` are the blocks, in linear order, the failing thread was executing.
void report_fault(const char *kernel, const JaripLaunch &launch, const Fault &fault, uint64_t begin,
                  uint64_t end);

// A kernel that `kernel` launched could not be.
void report_child(const char *kernel, const char *child, cudaError_t error);

}  // namespace jarip
