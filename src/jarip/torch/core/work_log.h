// What the device did and when, noted only while a profiler asks for it (see kineto.cpp).
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace jarip {

enum class Work : uint8_t { kKernel, kCopyToDevice, kCopyToHost, kCopyOnDevice };

struct WorkRecord {
  std::string name;
  Work work;
  int device;
  int64_t stream;
  int64_t start, end;    // nanoseconds since the epoch
  uint64_t correlation;  // the profiler's number of the operator that asked for it; 0: none
};

namespace work_log {

extern std::atomic<bool> is_on;

void start();
std::vector<WorkRecord> stop();

// The profiler numbers the operators of each thread as they begin and end.
void push_correlation(uint64_t id);
void pop_correlation();

}  // namespace work_log

// Around the work of one operator.
class WorkSpan {
 public:
  WorkSpan(const c10::OperatorHandle& op, int device, Work work = Work::kKernel) {
    if (work_log::is_on.load(std::memory_order_relaxed)) [[unlikely]] begin(op, device, work);
  }
  ~WorkSpan() {
    if (device_ >= 0) [[unlikely]] end();
  }
  WorkSpan(const WorkSpan&) = delete;
  WorkSpan& operator=(const WorkSpan&) = delete;

 private:
  void begin(const c10::OperatorHandle& op, int device, Work work);
  void end();

  const c10::OperatorHandle* op_ = nullptr;
  Work work_ = Work::kKernel;
  int device_ = -1;
  int64_t start_ = 0;
};

}  // namespace jarip
