// The description of a copy that cudaMemcpy3D and graphs take.
#pragma once

#include "memory/copy.h"

namespace jarip {

// Finds the memory both sides name. cudaErrorInvalidValue for what is not inside an array, or
// names no memory, or names two.
cudaError_t describe_copy(const cudaMemcpy3DParms *parameters, Copy *copy);

}  // namespace jarip
