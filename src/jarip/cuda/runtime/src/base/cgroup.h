// Limits of the control group this process runs in (cgroup v2, with v1 as fallback).
#pragma once

#include <stdint.h>

namespace jarip {

// Whole processors the CPU quota grants, rounded up; UINT32_MAX without a quota.
uint32_t cgroup_processors();

// Bytes of memory the group and its ancestors allow; UINT64_MAX without a limit.
uint64_t cgroup_memory_bytes();

}  // namespace jarip
