// A profiler of Kineto's (kineto/IActivityProfiler.h): it asks one session per profile for its
// activities and writes them into tables and traces as it does a GPU's.
#define FMT_HEADER_ONLY  // PyTorch's libraries do not export theirs
#include "kineto.h"

#include <kineto/libkineto.h>
#include <kineto/output_base.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "work_log.h"

namespace jarip {
namespace {

using libkineto::ActivityType;

const std::set<ActivityType> kTypes = {ActivityType::CONCURRENT_KERNEL, ActivityType::GPU_MEMCPY};

class Session final : public libkineto::IActivityProfilerSession {
 public:
  ~Session() override { work_log::stop(); }

  void start() override {
    work_log::start();
    status_ = libkineto::TraceStatus::RECORDING;
  }
  void stop() override {
    records_ = work_log::stop();
    status_ = libkineto::TraceStatus::PROCESSING;
  }
  std::vector<std::string> errors() override { return {}; }

  void processTrace(libkineto::ActivityLogger& logger) override {
    processTrace(logger, [](int32_t) { return nullptr; }, 0, 0);
  }
  void processTrace(libkineto::ActivityLogger& logger,
                    libkineto::getLinkedActivityCallback operator_of, int64_t, int64_t) override {
    for (const WorkRecord& record : records_)
      add(record, operator_of(static_cast<int32_t>(record.correlation)));
    for (const auto& activity : trace_->activities) activity->log(logger);
    records_.clear();
  }

  std::unique_ptr<libkineto::DeviceInfo> getDeviceInfo() override { return nullptr; }
  std::vector<libkineto::ResourceInfo> getResourceInfos() override { return {}; }
  std::unique_ptr<libkineto::CpuTraceBuffer> getTraceBuffer() override { return std::move(trace_); }

  void pushCorrelationId(uint64_t id) override { work_log::push_correlation(id); }
  void popCorrelationId() override { work_log::pop_correlation(); }

 private:
  void add(const WorkRecord& record, const libkineto::ITraceActivity* asked_by) {
    auto type = record.work == Work::kKernel ? ActivityType::CONCURRENT_KERNEL
                                             : ActivityType::GPU_MEMCPY;
    trace_->emplace_activity(trace_->span, type, record.name);
    libkineto::GenericTraceActivity& activity = *trace_->activities.back();
    activity.startTime = record.start;
    activity.endTime = record.end;
    activity.device = record.device;
    activity.resource = static_cast<int32_t>(record.stream);
    activity.id = static_cast<int32_t>(record.correlation);
    activity.linked = asked_by;
    activity.addMetadata("device", record.device);
    activity.addMetadata("stream", record.stream);
    activity.addMetadata("correlation", record.correlation);
  }

  std::vector<WorkRecord> records_;
  std::unique_ptr<libkineto::CpuTraceBuffer> trace_ = std::make_unique<libkineto::CpuTraceBuffer>();
};

class Profiler final : public libkineto::IActivityProfiler {
 public:
  const std::string& name() const override {
    static const std::string name = "jarip";
    return name;
  }
  const std::set<ActivityType>& availableActivities() const override { return kTypes; }

  std::unique_ptr<libkineto::IActivityProfilerSession> configure(
      const std::set<ActivityType>& wanted, const libkineto::Config&) override {
    if (!wanted.contains(ActivityType::CONCURRENT_KERNEL)) return nullptr;
    return std::make_unique<Session>();
  }
  std::unique_ptr<libkineto::IActivityProfilerSession> configure(
      int64_t, int64_t, const std::set<ActivityType>& wanted,
      const libkineto::Config& config) override {
    return configure(wanted, config);
  }
};

}  // namespace

void install_kineto() {
  libkineto::api().registerProfilerFactory([] { return std::make_unique<Profiler>(); });
}

}  // namespace jarip
