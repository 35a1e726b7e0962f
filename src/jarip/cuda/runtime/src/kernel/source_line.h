// The source line of an instruction of a kernel, for messages.
#pragma once

#include <stdint.h>

#include "base/text.h"

namespace jarip {

// `file:line`, or nothing where the code has no lines (it was not built with nvcc -g or -lineinfo)
// or is none of ours. Asks the compiler worker, so it takes a while and may start it.
Text source_line(uintptr_t program_counter);

}  // namespace jarip
