// Which operator gets which kernel.
#pragma once

namespace jarip {

struct RegistrationCounts {
  int boxed, direct, own, agnostic;
};

// Fills the face's dispatch tables. Once per process.
RegistrationCounts register_operators();

}  // namespace jarip
