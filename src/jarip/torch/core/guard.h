#pragma once

namespace jarip {

void install_guard();

}  // namespace jarip
