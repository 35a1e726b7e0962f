// Starting the compiler worker as a process of its own.
#pragma once

#include "base/text.h"

namespace jarip {

// Starts `python -m jarip.cuda.jit.worker` with both its standard input and output at the other
// end of the returned socket; -1 with errno when it cannot be started. The worker is nobody's
// child, so that a program which waits for its own children never meets it; it ends when the
// socket closes, that is with this process at the latest.
int start_worker_process(const char *python);

}  // namespace jarip
