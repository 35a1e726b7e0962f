// What the processor is: the name for its compiled code, and the name for people.
#pragma once

#include "base/text.h"

extern "C" {

// 16 hexadecimal digits that differ between processors of different features: the CPU in the path
// of compiled objects (jarip/abi.h). Exported, so that tools which compile ahead agree.
__attribute__((visibility("default"))) const char *jarip_cpu_id(void);
}
