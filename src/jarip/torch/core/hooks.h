#pragma once

namespace jarip {

// Makes PyTorch's questions about CUDA go to this module.
void install_hooks();

}  // namespace jarip
