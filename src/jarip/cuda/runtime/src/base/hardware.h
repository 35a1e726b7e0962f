// How many processors this process may use: its affinity mask, its cgroup quota, JARIP_THREADS.
#pragma once

#include <stdint.h>

namespace jarip {

uint32_t usable_processors();

}  // namespace jarip
