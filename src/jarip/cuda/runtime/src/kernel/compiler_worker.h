// The compiler worker: a Python process that makes objects on demand (protocol: jarip/abi.h).
#pragma once

#include "base/text.h"

namespace jarip {

enum class WorkerAnswer {
  ok,       // it is done; *message has what was asked for, if that is a text
  refused,  // the code cannot be compiled; *message says what, where and what to do
  missing,  // no worker could be started or it died; *message says what to do
};

// Starts the worker ahead of the first request, which says what went wrong if it cannot be.
void start_compiler_worker();

// Sends one request line (without its newline) and waits for the answer. One request at a time;
// the worker is started by the first and serves until this process ends.
WorkerAnswer ask_compiler_worker(const char *request, Text *message);

}  // namespace jarip
