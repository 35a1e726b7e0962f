#include "pool/job_runner.h"

#include "base/clock.h"

namespace jarip {

namespace {

// About what waking a thread, having it look for work and sending it to sleep again costs in all.
constexpr uint64_t kWorthWaking = 20'000;

constexpr int kBackShift = 32;
constexpr uint64_t kMostFromBothEnds = UINT32_MAX;

bool is_brief(const Job &job) { return job.expected_ns < kWorthWaking; }

}  // namespace

// Guided self-scheduling (Polychronopoulos and Kuck, 1987): each taking is a fixed share of what
// remains, so that there are few takings at first and fine balance at the end.
bool JobRunner::take(Slot &slot, const Seat &seat, uint64_t *begin, uint64_t *end) {
  Job &job = *slot.job;
  const bool two_ends = job.from_both_ends && job.parts <= kMostFromBothEnds;
  const bool from_back = two_ends && seat.worker.index % 2 == 1;
  uint64_t taken = job.taken_.load(std::memory_order_relaxed);
  for (;;) {
    const uint64_t front = two_ends ? taken & kMostFromBothEnds : taken;
    const uint64_t back = two_ends ? taken >> kBackShift : 0;
    const uint64_t left = job.parts - front - back;
    if (left == 0) return false;
    uint64_t share = left / (is_brief(job) ? 2 : uint64_t{seat_count()} * 4);
    if (share == 0) share = 1;
    if (share > job.most_parts_at_once) share = job.most_parts_at_once;
    const uint64_t more = from_back ? share << kBackShift : share;
    if (job.taken_.compare_exchange_weak(taken, taken + more, std::memory_order_relaxed)) {
      *begin = from_back ? job.parts - back - share : front;
      *end = *begin + share;
      if (share == left) mark_exhausted(slot);
      return true;
    }
  }
}

bool JobRunner::run(Slot &slot, Seat &seat, void (*more_hands)()) {
  Job &job = *slot.job;
  uint64_t begin = 0;
  uint64_t end = 0;
  bool worked = false;
  bool called = false;
  const bool brief = is_brief(job);
  const uint64_t deadline = brief ? now_ns() + kWorthWaking : 0;
  while (take(slot, seat, &begin, &end)) {
    // A brief job gets no more hands at first; it may have been brief only so far.
    if (!called && (brief ? worked && now_ns() > deadline : true)) {
      if (any_slot_available()) more_hands();
      called = true;
    }
    worked = true;
    job.run_parts(seat, begin, end);
    const uint64_t count = end - begin;
    if (job.done_.fetch_add(count, std::memory_order_acq_rel) + count == job.parts) {
      job.finish();
      close_slot(slot);
    }
  }
  return worked;
}

}  // namespace jarip
