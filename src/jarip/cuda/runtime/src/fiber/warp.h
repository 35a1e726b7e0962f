// Warps of fibers: meetings of lanes, and what is known of their convergence.
#pragma once

#include <stdint.h>
#include <string.h>

namespace jarip {

constexpr uint32_t kLanes = 32;

struct Meeting;

// Bit masks of lanes. A lane is in at most one of ready, yielded and converging; it runs when it is
// in none and neither exited nor waiting.
struct Warp {
  uint32_t exited;            // ended, or not there in a block that is no multiple of 32
  uint32_t ready;             // may run
  uint32_t yielded;           // may run, after the others
  uint32_t converging;        // wait in jarip_fiber_active_mask for lanes that may join them
  Meeting *meetings;          // not yet complete
  const void *sites[kLanes];  // where the converging lanes wait
};

// Lanes that named the same mask and wait for each other, with what each brings: zero, who does not
// come.
struct Meeting {
  uint32_t mask;
  uint32_t arrived;
  uint32_t readers;  // lanes that may still look at values
  Meeting *next;
  uint64_t values[kLanes];

  // Lanes that have exited are not waited for.
  bool complete(const Warp &warp) const { return ((arrived | warp.exited) & mask) == mask; }
};

// Meetings are reused: there are as many as lanes at most.
class MeetingPool {
 public:
  Meeting *take(uint32_t mask) {
    Meeting *meeting = free_;
    if (meeting == nullptr) {
      meeting = new Meeting;
    } else {
      free_ = meeting->next;
    }
    meeting->mask = mask;
    meeting->arrived = 0;
    meeting->readers = 0;
    meeting->next = nullptr;
    memset(meeting->values, 0, sizeof meeting->values);
    return meeting;
  }

  void give_back(Meeting *meeting) {
    meeting->next = free_;
    free_ = meeting;
  }

 private:
  Meeting *free_ = nullptr;
};

}  // namespace jarip
