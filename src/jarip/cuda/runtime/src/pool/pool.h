// The launch pool: persistent threads that execute published jobs part by part.
// docs/decisions/ says why it is built as it is.
#pragma once

#include "pool/job.h"

namespace jarip {

// Starts the threads on first use. False in the child of a fork whose parent had started them.
bool start_pool();

bool pool_started();

// Makes `job` available to every thread. Never blocks. The pool must have been started.
void publish_job(Job &job);

// Executes parts of a published job of `owner` (of anyone when nullptr) on the calling thread,
// until none are left to take. Returns whether it executed any.
bool help_with_jobs(const void *owner);

}  // namespace jarip
