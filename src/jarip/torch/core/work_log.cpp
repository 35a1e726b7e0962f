#include "work_log.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

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
  std::lock_guard<std::mutex> hold(g_mutex);
  g_records.clear();
  is_on = true;
}

std::vector<WorkRecord> stop() {
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
  const auto& correlations = work_log::t_correlations;
  WorkRecord record{work_log::name_of(*op_, work_), work_,  device_,
                    current_stream(device_).id(),   start_, work_log::now(),
                    correlations.empty() ? 0 : correlations.back()};
  std::lock_guard<std::mutex> hold(work_log::g_mutex);
  if (work_log::is_on) work_log::g_records.push_back(std::move(record));
}

}  // namespace jarip
