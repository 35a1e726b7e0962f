// A global whose destructor never runs: kernels and other threads may still use it during exit.
#pragma once

namespace jarip {

template <typename Value>
union Immortal {
  constexpr Immortal() : value() {}
  ~Immortal() {}

  Value value;
};

}  // namespace jarip
