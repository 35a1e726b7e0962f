// The threads that run backward passes, one for each device.
#pragma once

namespace jarip {

// PyTorch's engine counts the devices at its first backward pass and never again. One that took
// place before our guard was installed, on the host, found none; this lets it count once more. No
// backward pass may be under way.
void start_autograd_threads();

}  // namespace jarip
