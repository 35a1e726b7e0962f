// Formatting as device printf does.
#pragma once

#include "base/text.h"

namespace jarip {

// Formats `packed`, the buffer clang makes of the arguments for NVPTX: each at its natural
// alignment, after C's default promotions. Returns the number of arguments, or -1 when the format
// is malformed. Follows the CUDA C++ programming guide, "Formatted Output": flags, width, precision
// and size as in C, `*` and %n excepted.
int format_packed(const char *format, const void *packed, Text *output);

}  // namespace jarip
