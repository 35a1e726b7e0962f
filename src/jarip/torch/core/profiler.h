#pragma once

namespace jarip {

void install_profiler();

}  // namespace jarip
