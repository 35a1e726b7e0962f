// The threads that run backward passes, one for each device.
#pragma once

namespace jarip {

// PyTorch's engine counts the devices at its first backward pass and never again. One that took
// place before our guard was installed, on the host, found none; this lets it count once more. No
// backward pass may be under way.
void start_autograd_threads();

// Waits until the threads hold nothing of the passes that are over. A thread drops a pass after
// whoever asked for it has gone on; with it go Python objects, for which it needs the interpreter:
// were that being finalized, Python would end the thread in the middle of a destructor, and C++ the
// program. To be called while Python is whole, without its lock.
void finish_autograd_threads();

}  // namespace jarip
