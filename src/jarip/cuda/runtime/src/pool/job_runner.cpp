#include "pool/job_runner.h"

#include "base/clock.h"

namespace jarip {

namespace {

// About what waking a thread, having it look for work and sending it to sleep again costs in all.
constexpr uint64_t kWorthWaking = 20'000;

bool is_brief(const Job &job) { return job.expected_ns < kWorthWaking; }

}  // namespace

// Guided self-scheduling (Polychronopoulos and Kuck, 1987): each taking is a fixed share of what
// remains, so that there are few takings at first and fine balance at the end.
bool JobRunner::take(Slot &slot, uint64_t *begin, uint64_t *end) {
  Job &job = *slot.job;
  uint64_t next = job.next_.load(std::memory_order_relaxed);
  for (;;) {
    if (next >= job.parts) return false;
    uint64_t share = (job.parts - next) / (is_brief(job) ? 2 : uint64_t{seat_count()} * 4);
    if (share == 0) share = 1;
    if (share > job.most_parts_at_once) share = job.most_parts_at_once;
    if (job.next_.compare_exchange_weak(next, next + share, std::memory_order_relaxed)) {
      *begin = next;
      *end = next + share;
      if (*end == job.parts) mark_exhausted(slot);
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
  while (take(slot, &begin, &end)) {
    // A brief job gets no more hands at first; it may have been brief only so far.
    if (!called && (brief ? worked && now_ns() > deadline : true)) {
      if (end < job.parts || any_slot_available()) more_hands();
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
