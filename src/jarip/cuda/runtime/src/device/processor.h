// What the processor is: the name for its compiled code, and the facts programs ask about.
#pragma once

#include <stdint.h>

extern "C" {

// 16 hexadecimal digits that differ between processors of different features: the CPU in the path
// of compiled objects (jarip/abi.h). Exported, so that tools which compile ahead agree.
__attribute__((visibility("default"))) const char *jarip_cpu_id(void);
}

namespace jarip {

struct ProcessorFacts {
  char name[256];            // as the maker calls it
  int clock_khz;             // highest sustained rate, 0 when unknown
  int64_t last_level_cache;  // bytes: it does for this chip what the L2 does for a GPU
};

// Gathered on first use.
const ProcessorFacts &processor_facts();

}  // namespace jarip
