// Getting ready for a program's first kernels: the compiler takes a moment to start, which can pass
// while the program fills its memory.
#pragma once

#include "jarip/abi.h"

namespace jarip {

// An image that the program registered: when memory is next allocated, and if nothing of the program
// has been compiled yet, the compiler worker is started.
void note_image(const JaripImageHeader *image);

// Its code is being unloaded.
void forget_image(const JaripImageHeader *image);

}  // namespace jarip
