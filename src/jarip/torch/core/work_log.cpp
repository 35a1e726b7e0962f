#include "work_log.h"

#include <c10/util/Type.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "../../cuda/frontend/include/jarip/kernel_observer.h"
#include "clock.h"
#include "devices.h"
#include "streams.h"

namespace jarip {
namespace work_log {

std::atomic<bool> is_on{false};

namespace {

std::mutex g_mutex;
std::vector<WorkRecord> g_records;
thread_local std::vector<uint64_t> t_correlations;

int64_t now() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

uint64_t asked_by() { return t_correlations.empty() ? 0 : t_correlations.back(); }

// Kernels that extensions launched: they run after the launch has returned, in other threads.
std::vector<WorkRecord> g_launches;
int64_t g_monotonic_to_epoch = 0;

uint64_t note_launch() {
  int device = current_device();
  std::lock_guard<std::mutex> hold(g_mutex);
  g_launches.push_back({"", Work::kKernel, device, current_stream(device).id(), 0, 0, asked_by()});
  return g_launches.size();
}

void note_run(uint64_t launch, const char* name, uint64_t begin, uint64_t end) {
  std::lock_guard<std::mutex> hold(g_mutex);
  if (!is_on || launch > g_launches.size()) return;  // launched in a profile that is over
  WorkRecord record = g_launches[launch - 1];
  record.name = c10::demangle(name);
  record.start = static_cast<int64_t>(begin) + g_monotonic_to_epoch;
  record.end = static_cast<int64_t>(end) + g_monotonic_to_epoch;
  g_records.push_back(std::move(record));
}

constexpr JaripKernelObserver kObserver{&note_launch, &note_run};

// A view is made without touching the device.
bool is_view(const c10::OperatorHandle& op) {
  const auto& returns = op.schema().returns();
  return std::any_of(returns.begin(), returns.end(), [](const c10::Argument& result) {
    return result.alias_info() && !result.alias_info()->isWrite();
  });
}

std::string name_of(const c10::OperatorHandle& op, Work work) {
  switch (work) {
    case Work::kCopyToDevice: return "Memcpy HtoD (Pageable -> Device)";
    case Work::kCopyToHost: return "Memcpy DtoH (Device -> Pageable)";
    case Work::kCopyOnDevice: return "Memcpy DtoD (Device -> Device)";
    case Work::kKernel: break;
  }
  const std::string& name = op.operator_name().name;
  return name.starts_with("aten::") ? "at::native::" + name.substr(6) : name;
}

}  // namespace

void start() {
  {
    std::lock_guard<std::mutex> hold(g_mutex);
    g_records.clear();
    g_launches.clear();
    g_monotonic_to_epoch = now() - monotonic_nanoseconds();
    is_on = true;
  }
  observe_kernels(&kObserver);
}

std::vector<WorkRecord> stop() {
  observe_kernels(nullptr);
  std::lock_guard<std::mutex> hold(g_mutex);
  is_on = false;
  return std::exchange(g_records, {});
}

void push_correlation(uint64_t id) { t_correlations.push_back(id); }
void pop_correlation() {
  if (!t_correlations.empty()) t_correlations.pop_back();
}

}  // namespace work_log

void WorkSpan::begin(const c10::OperatorHandle& op, int device, Work work) {
  if (device < 0 || work_log::is_view(op)) return;
  op_ = &op;
  work_ = work;
  device_ = device;
  start_ = work_log::now();
}

void WorkSpan::end() {
  WorkRecord record{work_log::name_of(*op_, work_), work_,  device_,
                    current_stream(device_).id(),   start_, work_log::now(),
                    work_log::asked_by()};
  std::lock_guard<std::mutex> hold(work_log::g_mutex);
  if (work_log::is_on) work_log::g_records.push_back(std::move(record));
}

}  // namespace jarip
