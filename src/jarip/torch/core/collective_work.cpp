#include "collective_work.h"

#include <mutex>

#include "target.h"

namespace jarip {

// What follows the parts, shared with whoever waits for them.
struct FaceWork::Completion {
  std::once_flag once;
  std::function<void()> after;

  void run() {
    std::call_once(once, [this] {
      if (after) after();
    });
  }
};

namespace {

std::vector<c10::Device> devices_of(const std::vector<at::Tensor>& tensors) {
  std::vector<c10::Device> devices;
  for (const at::Tensor& tensor : tensors) {
    bool known = std::find(devices.begin(), devices.end(), tensor.device()) != devices.end();
    if (!tensor.is_cpu() && !known) devices.push_back(tensor.device());
  }
  return devices;
}

}  // namespace

FaceWork::FaceWork(std::vector<WorkPtr> parts, std::vector<at::Tensor> results, c10d::OpType type,
                   std::function<void()> after)
    : Work(-1, type),
      parts_(std::move(parts)),
      results_(std::move(results)),
      completion_(std::make_shared<Completion>()) {
  completion_->after = std::move(after);
}

bool FaceWork::isCompleted() {
  for (const WorkPtr& part : parts_)
    if (!part->isCompleted()) return false;
  return true;
}

bool FaceWork::isSuccess() const {
  for (const WorkPtr& part : parts_)
    if (!part->isSuccess()) return false;
  return true;
}

std::exception_ptr FaceWork::exception() const {
  for (const WorkPtr& part : parts_)
    if (auto error = part->exception()) return error;
  return nullptr;
}

int FaceWork::sourceRank() const { return parts_.at(0)->sourceRank(); }

bool FaceWork::wait(std::chrono::milliseconds timeout) {
  for (const WorkPtr& part : parts_)
    if (!part->wait(timeout)) return false;
  completion_->run();
  return true;
}

void FaceWork::abort() {
  for (const WorkPtr& part : parts_) part->abort();
}

c10::intrusive_ptr<c10::ivalue::Future> FaceWork::getFuture() {
  using c10::ivalue::Future;
  auto future = c10::make_intrusive<Future>(c10::ListType::create(c10::TensorType::get()),
                                            devices_of(results_));
  auto left = std::make_shared<std::atomic<size_t>>(parts_.size());
  auto part_done = [future, left, completion = completion_, results = results_](Future& part) {
    if (part.hasError()) return future->setErrorIfNeeded(part.exception_ptr());
    if (--*left > 0) return;
    completion->run();
    future->markCompleted(c10::IValue(results));
  };
  for (const WorkPtr& part : parts_) part->getFuture()->addCallback(part_done);
  return future;
}

}  // namespace jarip
