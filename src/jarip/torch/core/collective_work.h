#pragma once

#include <torch/csrc/distributed/c10d/Work.hpp>

#include <functional>
#include <vector>

namespace jarip {

using WorkPtr = c10::intrusive_ptr<c10d::Work>;

// Work on face tensors that one or more works on their host views carry out. `after` runs once,
// when all are done and before anyone sees the result.
class FaceWork final : public c10d::Work {
 public:
  FaceWork(std::vector<WorkPtr> parts, std::vector<at::Tensor> results, c10d::OpType type,
           std::function<void()> after);

  bool isCompleted() override;
  bool isSuccess() const override;
  std::exception_ptr exception() const override;
  int sourceRank() const override;
  std::vector<at::Tensor> result() override { return results_; }
  void synchronize() override { wait(); }
  bool wait(std::chrono::milliseconds timeout = kNoTimeout) override;
  void abort() override;
  c10::intrusive_ptr<c10::ivalue::Future> getFuture() override;

 private:
  struct Completion;
  std::vector<WorkPtr> parts_;
  std::vector<at::Tensor> results_;
  std::shared_ptr<Completion> completion_;
};

}  // namespace jarip
