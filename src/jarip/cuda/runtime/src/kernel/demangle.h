// Names of kernels as people write them.
#pragma once

#include "base/text.h"

namespace jarip {

// The demangled name if the program brings a C++ runtime that can tell it, else the name itself.
Text demangle(const char *name);

}  // namespace jarip
