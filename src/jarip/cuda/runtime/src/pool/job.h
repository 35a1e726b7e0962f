// A job is work that divides into numbered parts: the blocks of a grid, the pieces of a copy.
#pragma once

#include <stdint.h>

#include <atomic>

#include "pool/seat.h"

namespace jarip {

constexpr uint32_t kPriorities = 3;  // 0 is served first

class Job {
 public:
  Job() = default;
  Job(const Job &) = delete;
  Job &operator=(const Job &) = delete;

  // Executes parts [begin, end); called by several threads at once, each with its own seat.
  virtual void run_parts(Seat &seat, uint64_t begin, uint64_t end) = 0;

  // Called once, by the thread that ended the last part.
  virtual void finish() = 0;

  // Called once after finish(), when no pool thread looks at the job any more.
  virtual void release() = 0;

  uint64_t parts = 0;
  const void *owner = nullptr;  // the stream, for threads that help that stream only
  uint32_t priority = 1;
  uint64_t most_parts_at_once = UINT64_MAX;

  // Whether parts may be executed in any order: then half of the seats take them from the front and
  // half from the back, so that a seat gets much the same parts of one job as of the last, whose
  // data are still in its processor's cache.
  bool from_both_ends = false;

  // What all parts take one thread, as far as is known: for less than a wake-up is worth, no
  // further thread is woken unless it turns out to take longer.
  uint64_t expected_ns = UINT64_MAX;

 protected:
  ~Job() = default;

 private:
  friend struct JobRunner;

  // How many parts are taken: from the front, and where there are two ends in the low half of the
  // bits, with those from the back in the high half.
  alignas(64) std::atomic<uint64_t> taken_{0};
  std::atomic<uint64_t> done_{0};
};

}  // namespace jarip
