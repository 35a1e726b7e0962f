// Limits of a launch, those of compute capability 8.0 (CUDA C++ programming guide, "Compute
// Capabilities"), for which kernels are compiled and by which programs size their launches. Shared
// memory is as large as on any device there is (9.0): it costs nothing here.
#pragma once

#include <stdint.h>

namespace jarip {

constexpr uint32_t kMostBlocks[3] = {0x7fffffff, 65535, 65535};
constexpr uint32_t kMostThreads[3] = {1024, 1024, 64};
constexpr uint32_t kThreadsPerBlock = 1024;
constexpr uint32_t kThreadsPerProcessor = 2048;
constexpr uint32_t kBlocksPerProcessor = 32;
constexpr uint32_t kWarpThreads = 32;
constexpr uint32_t kSharedBytesPerBlock = 48u << 10;
constexpr uint32_t kSharedBytesOptIn = 227u << 10;   // cudaFuncSetAttribute may ask for so much
constexpr uint32_t kSharedBytesReserved = 1u << 10;  // the system's part per block
constexpr uint32_t kSharedBytesPerProcessor = 228u << 10;
constexpr uint32_t kRegistersPerBlock = 65536;
constexpr uint32_t kConstantBytes = 64u << 10;

}  // namespace jarip
