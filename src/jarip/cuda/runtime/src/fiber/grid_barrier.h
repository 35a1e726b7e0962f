// Where the blocks of a cooperative launch wait for each other: the engines that execute them meet
// here, each on behalf of all its threads.
#pragma once

#include "base/futex.h"

namespace jarip {

class GridBarrier {
 public:
  explicit GridBarrier(uint32_t engines) : expected_(engines) {}

  // Waits for the other engines. False when the launch was given up meanwhile.
  bool arrive_and_wait();

  // This engine's threads have all ended: the others no longer wait for it.
  void leave();

  // The launch has failed: nobody waits any more.
  void give_up();

 private:
  // Lets everybody go on if all have arrived.
  void release_if_complete();

  std::atomic<uint32_t> expected_;
  std::atomic<uint32_t> arrived_{0};
  Word round_{0};
  std::atomic<bool> given_up_{false};
};

}  // namespace jarip
