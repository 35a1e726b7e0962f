#include "fiber/grid_barrier.h"

namespace jarip {

namespace {

constexpr int kSpins = 2000;

}  // namespace

void GridBarrier::release_if_complete() {
  uint32_t arrived = arrived_.load();
  while (arrived > 0 && arrived >= expected_.load()) {
    if (!arrived_.compare_exchange_weak(arrived, 0)) continue;
    round_.fetch_add(1);
    futex_wake_all(round_);
    return;
  }
}

bool GridBarrier::arrive_and_wait() {
  const uint32_t round = round_.load();
  arrived_.fetch_add(1);
  release_if_complete();
  for (int spin = 0; round_.load() == round && !given_up_.load(); ++spin) {
    if (spin < kSpins) {
      spin_pause();
    } else {
      futex_wait(round_, round);
    }
  }
  return !given_up_.load();
}

void GridBarrier::leave() {
  expected_.fetch_sub(1);
  release_if_complete();
}

void GridBarrier::give_up() {
  given_up_.store(true);
  round_.fetch_add(1);
  futex_wake_all(round_);
}

}  // namespace jarip
