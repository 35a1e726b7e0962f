// Gives torch.profiler the device's side of a trace: kernels and copies on streams.
#pragma once

namespace jarip {
void install_kineto();
}  // namespace jarip
