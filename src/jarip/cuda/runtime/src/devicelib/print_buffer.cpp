#include "devicelib/print_buffer.h"

#include <stdio.h>
#include <stdlib.h>

#include <atomic>

#include "base/immortal.h"
#include "base/lock.h"
#include "base/process.h"
#include "base/text.h"

namespace jarip {

namespace {

constexpr size_t kDefaultLimit = 1u << 20;

Lock lock;
Immortal<Text> pending;
std::atomic<bool> any{false};  // whether `pending` holds something, without the lock
std::atomic<size_t> limit{kDefaultLimit};
bool at_exit_registered;

void write_out() {
  if (pending.value.empty()) return;
  fwrite(pending.value.c_str(), 1, pending.value.size(), stdout);
  pending.value.clear();
  any.store(false, std::memory_order_relaxed);
}

}  // namespace

void add_device_output(const char *text, size_t bytes) {
  Guard guard(lock);
  if (!at_exit_registered) {
    at_exit_registered = true;
    at_exit(flush_device_output);
  }
  pending.value.append(text, bytes);
  any.store(true, std::memory_order_release);
  if (pending.value.size() >= limit.load(std::memory_order_relaxed)) write_out();
}

void flush_device_output() {
  if (!any.load(std::memory_order_acquire)) return;
  Guard guard(lock);
  write_out();
}

size_t device_output_limit() { return limit.load(); }

void set_device_output_limit(size_t bytes) { limit.store(bytes); }

}  // namespace jarip
