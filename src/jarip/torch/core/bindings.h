#pragma once

#include <pybind11/pybind11.h>

namespace jarip {

void bind_history(pybind11::module& m);
void bind_memory(pybind11::module& m);
void bind_programs(pybind11::module& m);

}  // namespace jarip
