// The "nccl" process group backend: collectives of face tensors, carried out by a host backend
// (gloo) on the same memory.
#pragma once

#include <pybind11/pybind11.h>

namespace jarip {

void bind_collectives(pybind11::module& m);

}  // namespace jarip
