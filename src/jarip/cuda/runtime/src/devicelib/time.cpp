// Clocks of device code.
#include <sched.h>
#include <time.h>

#include "api.h"
#include "base/clock.h"

// The processor's constant-rate counter: as for a GPU, differences are cycles of one processor.
extern "C" int64_t jarip_device_clock64(void) {
#if defined(__x86_64__)
  return static_cast<int64_t>(__builtin_ia32_rdtsc());
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
  return static_cast<int64_t>(ticks);
#endif
}

extern "C" uint64_t jarip_device_globaltimer(void) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

// Mostly used to wait for another block a little while; the system's sleep alone takes 50 us.
extern "C" void jarip_device_nanosleep(uint32_t nanoseconds) {
  const uint64_t deadline = jarip::now_ns() + nanoseconds;
  while (jarip::now_ns() < deadline) sched_yield();
}

// What is waited for is mostly about to come; else it may need this processor.
extern "C" void jarip_device_pause(void) {
  constexpr uint32_t kPatientTurns = 16;
  thread_local uint32_t turns = 0;
  if (++turns % kPatientTurns == 0) sched_yield();
}
