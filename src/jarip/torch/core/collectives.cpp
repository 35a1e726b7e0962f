#include "collectives.h"

#include <ATen/Functions.h>
#include <pybind11/chrono.h>
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/reducer_timer.hpp>
#include <torch/csrc/utils/pybind.h>

#include "alias.h"
#include "collective_work.h"
#include "host_view.h"
#include "streams.h"

namespace jarip {
namespace {

using at::Tensor;
using c10d::OpType;
using Tensors = std::vector<Tensor>;
using TensorLists = std::vector<Tensors>;

TensorLists list_views(const TensorLists& lists) {
  TensorLists views;
  for (const Tensors& list : lists) views.push_back(host_views(list));
  return views;
}

Tensors flatten(const TensorLists& lists) {
  Tensors all;
  for (const Tensors& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

// The host backend adds but does not average.
template <class Options>
Options without_average(Options options) {
  if (options.reduceOp == c10d::ReduceOp::AVG) options.reduceOp = c10d::ReduceOp::SUM;
  return options;
}

std::function<void()> average_after(const c10d::ReduceOp& op, const Tensors& results, int size) {
  if (op != c10d::ReduceOp::AVG) return {};
  return [results, size] {
    at::NoGradGuard no_grad;
    for (Tensor result : results) {
      if (at::isFloatingType(result.scalar_type()) || result.is_complex()) result.div_(size);
      else result.div_(size, "floor");
    }
  };
}

class FaceBackend final : public c10d::Backend {
 public:
  FaceBackend(c10::intrusive_ptr<Backend> host, std::string name)
      : Backend(host->getRank(), host->getSize()), host_(std::move(host)), name_(std::move(name)) {}

  const std::string getBackendName() const override { return name_; }
  c10::intrusive_ptr<Options> getBackendOptions() override { return host_->getBackendOptions(); }
  bool supportsSplitting() const override { return host_->supportsSplitting(); }
  c10::intrusive_ptr<Backend> split(const c10::intrusive_ptr<c10d::Store>& store,
                                    const std::vector<int>& ranks,
                                    const c10::intrusive_ptr<Options>& options) override {
    auto host = host_->getBackendOptions();  // of the type that the host's split wants
    host->group_name = options->group_name;
    host->global_ranks_in_group = options->global_ranks_in_group;
    auto part = host_->split(store, ranks, host);
    return part ? c10::make_intrusive<FaceBackend>(std::move(part), name_) : nullptr;
  }
  void setTimeout(std::chrono::milliseconds timeout) override { host_->setTimeout(timeout); }
  void setSequenceNumberForGroup() override { host_->setSequenceNumberForGroup(); }
  uint64_t getSequenceNumberForGroup() override { return host_->getSequenceNumberForGroup(); }
  bool supportsCoalescing() const override { return true; }
  void abort() override { host_->abort(); }
  void shutdown() override { host_->shutdown(); }

  WorkPtr broadcast(Tensors& tensors, const c10d::BroadcastOptions& options) override {
    Tensors views = prepare(tensors);
    return finish(host_->broadcast(views, options), tensors, OpType::BROADCAST);
  }

  WorkPtr allreduce(Tensors& tensors, const c10d::AllreduceOptions& options) override {
    Tensors views = prepare(tensors);
    if (!tensors.empty() && tensors[0].is_sparse()) return allreduce_sparse_views(tensors, views, options);
    return finish(host_->allreduce(views, without_average(options)), tensors, OpType::ALLREDUCE,
                  average_after(options.reduceOp, tensors, size_));
  }

  WorkPtr allreduce_coalesced(Tensors& tensors,
                              const c10d::AllreduceCoalescedOptions& options) override {
    std::vector<WorkPtr> parts;
    for (const Tensor& view : prepare(tensors)) {
      Tensors one{view};
      parts.push_back(host_->allreduce(one, without_average<c10d::AllreduceOptions>(options)));
    }
    return finish_all(std::move(parts), tensors, OpType::ALLREDUCE_COALESCED,
                      average_after(options.reduceOp, tensors, size_));
  }

  WorkPtr reduce(Tensors& tensors, const c10d::ReduceOptions& options) override {
    Tensors views = prepare(tensors);
    bool mine = options.rootRank == rank_;
    return finish(host_->reduce(views, without_average(options)), tensors, OpType::REDUCE,
                  mine ? average_after(options.reduceOp, tensors, size_) : nullptr);
  }

  WorkPtr allgather(TensorLists& outputs, Tensors& inputs,
                    const c10d::AllgatherOptions& options) override {
    Tensors input_views = prepare(inputs);
    TensorLists views = list_views(outputs);
    return finish(host_->allgather(views, input_views, options), flatten(outputs),
                  OpType::ALLGATHER);
  }

  WorkPtr _allgather_base(Tensor& output, Tensor& input,
                          const c10d::AllgatherOptions& options) override {
    Tensor to = prepare_flat(output), from = prepare_flat(input);
    return finish(host_->_allgather_base(to, from, options), {output}, OpType::_ALLGATHER_BASE);
  }

  WorkPtr allgather_coalesced(TensorLists& outputs, Tensors& inputs,
                              const c10d::AllgatherOptions& options) override {
    Tensors input_views = prepare(inputs);
    TensorLists views = list_views(outputs);
    return finish(host_->allgather_coalesced(views, input_views, options), flatten(outputs),
                  OpType::ALLGATHER_COALESCED);
  }

  WorkPtr allgather_into_tensor_coalesced(Tensors& outputs, Tensors& inputs,
                                          const c10d::AllgatherOptions& options) override {
    std::vector<WorkPtr> parts;
    for (size_t i = 0; i < outputs.size(); i++) {
      Tensor to = prepare_flat(outputs[i]), from = prepare_flat(inputs[i]);
      parts.push_back(host_->_allgather_base(to, from, options));
    }
    return finish_all(std::move(parts), outputs, OpType::COALESCED);
  }

  WorkPtr gather(TensorLists& outputs, Tensors& inputs,
                 const c10d::GatherOptions& options) override {
    Tensors input_views = prepare(inputs);
    TensorLists views = list_views(outputs);
    return finish(host_->gather(views, input_views, options), flatten(outputs), OpType::GATHER);
  }

  WorkPtr scatter(Tensors& outputs, TensorLists& inputs,
                  const c10d::ScatterOptions& options) override {
    Tensors output_views = prepare(outputs);
    TensorLists views = list_views(inputs);
    return finish(host_->scatter(output_views, views, options), outputs, OpType::SCATTER);
  }

  WorkPtr reduce_scatter(Tensors& outputs, TensorLists& inputs,
                         const c10d::ReduceScatterOptions& options) override {
    Tensors output_views = prepare(outputs);
    TensorLists views = list_views(inputs);
    return finish(host_->reduce_scatter(output_views, views, without_average(options)), outputs,
                  OpType::REDUCE_SCATTER, average_after(options.reduceOp, outputs, size_));
  }

  WorkPtr _reduce_scatter_base(Tensor& output, Tensor& input,
                               const c10d::ReduceScatterOptions& options) override {
    Tensor to = prepare_flat(output), from = prepare_flat(input);
    return finish(host_->_reduce_scatter_base(to, from, without_average(options)), {output},
                  OpType::_REDUCE_SCATTER_BASE,
                  average_after(options.reduceOp, {output}, size_));
  }

  WorkPtr reduce_scatter_tensor_coalesced(Tensors& outputs, Tensors& inputs,
                                          const c10d::ReduceScatterOptions& options) override {
    std::vector<WorkPtr> parts;
    for (size_t i = 0; i < outputs.size(); i++) {
      Tensor to = prepare_flat(outputs[i]), from = prepare_flat(inputs[i]);
      parts.push_back(host_->_reduce_scatter_base(to, from, without_average(options)));
    }
    return finish_all(std::move(parts), outputs, OpType::COALESCED,
                      average_after(options.reduceOp, outputs, size_));
  }

  WorkPtr alltoall_base(Tensor& output, Tensor& input, std::vector<int64_t>& output_splits,
                        std::vector<int64_t>& input_splits,
                        const c10d::AllToAllOptions& options) override {
    Tensor to = prepare(output), from = prepare(input);
    return finish(host_->alltoall_base(to, from, output_splits, input_splits, options), {output},
                  OpType::ALLTOALL_BASE);
  }

  WorkPtr alltoall(Tensors& outputs, Tensors& inputs,
                   const c10d::AllToAllOptions& options) override {
    Tensors to = prepare(outputs), from = prepare(inputs);
    return finish(host_->alltoall(to, from, options), outputs, OpType::ALLTOALL);
  }

  WorkPtr send(Tensors& tensors, int to, int tag) override {
    Tensors views = prepare(tensors);
    return finish(host_->send(views, to, tag), tensors, OpType::SEND);
  }

  WorkPtr recv(Tensors& tensors, int from, int tag) override {
    Tensors views = prepare(tensors);
    return finish(host_->recv(views, from, tag), tensors, OpType::RECV);
  }

  WorkPtr recvAnysource(Tensors& tensors, int tag) override {
    Tensors views = prepare(tensors);
    return finish(host_->recvAnysource(views, tag), tensors, OpType::RECVANYSOURCE);
  }

  WorkPtr barrier(const c10d::BarrierOptions& options) override { return host_->barrier(options); }

  // What is called in between is started at once and waited for together.
  void startCoalescing() override { coalescing_ = true; }
  WorkPtr endCoalescing() override {
    coalescing_ = false;
    return c10::make_intrusive<FaceWork>(std::exchange(coalesced_, {}), Tensors{},
                                         OpType::COALESCED, nullptr);
  }

 private:
  static Tensor prepare(const Tensor& tensor) {
    if (is_face(tensor)) wait_for_launches(tensor.device().index());
    return host_view(tensor);
  }
  // NCCL counts elements where gloo splits the first dimension.
  static Tensor prepare_flat(const Tensor& tensor) {
    TORCH_CHECK(tensor.is_contiguous(), "Tensors must be contiguous");
    return prepare(tensor).view(-1);
  }
  static Tensors prepare(const Tensors& tensors) {
    Tensors views;
    for (const Tensor& tensor : tensors) views.push_back(prepare(tensor));
    return views;
  }

  // The host's sparse sum makes new indices and values: they are put into what was given.
  WorkPtr allreduce_sparse_views(Tensors& tensors, Tensors& views,
                                 const c10d::AllreduceOptions& options) {
    WorkPtr part = host_->allreduce(views, without_average(options));
    auto average = average_after(options.reduceOp, tensors, size_);
    auto after = [tensors, part, average] {
      Tensors summed = part->result();
      for (size_t i = 0; i < tensors.size(); i++) {
        Tensor target = tensors[i];
        target.copy_(summed.at(i));
      }
      if (average) average();
    };
    return finish(part, tensors, OpType::ALLREDUCE, after);
  }

  WorkPtr finish(WorkPtr part, Tensors results, OpType type, std::function<void()> after = {}) {
    return finish_all({std::move(part)}, std::move(results), type, std::move(after));
  }
  WorkPtr finish_all(std::vector<WorkPtr> parts, Tensors results, OpType type,
                     std::function<void()> after = {}) {
    WorkPtr work = c10::make_intrusive<FaceWork>(std::move(parts), std::move(results), type,
                                                 std::move(after));
    if (coalescing_) coalesced_.push_back(work);
    return work;
  }

  c10::intrusive_ptr<Backend> host_;
  std::string name_;
  bool coalescing_ = false;
  std::vector<WorkPtr> coalesced_;
};

}  // namespace

// The Python side is jarip.torch.surface.nccl; what NCCL has and the host does not need is empty.
void bind_collectives(pybind11::module& m) {
  using Ptr = c10::intrusive_ptr<FaceBackend>;
  namespace py = pybind11;
  py::class_<FaceBackend, Ptr, c10d::Backend>(m, "FaceBackend")
      .def(py::init([](c10::intrusive_ptr<c10d::Backend> host) {
        return c10::make_intrusive<FaceBackend>(std::move(host), "nccl");
      }))
      .def_property_readonly("uid", [](const FaceBackend& self) { return self.getID(); })
      .def_property_readonly("options",
                             [](const FaceBackend&) {
                               return py::module_::import("torch._C._distributed_c10d")
                                   .attr("ProcessGroupNCCL")
                                   .attr("Options")();
                             })
      .def("_set_default_timeout", &FaceBackend::setTimeout)
      .def("_add_ephemeral_timeout", [](FaceBackend&, std::chrono::milliseconds) {})
      .def("_group_start", [](FaceBackend&) {})
      .def("_group_end", [](FaceBackend&) {})
      .def("_is_initialized", [](FaceBackend&) { return true; });
}

}  // namespace jarip

// DistributedDataParallel times its phases by a timer of the device type.
namespace c10d {
namespace {

class FaceTimer final : public Timer {
 public:
  explicit FaceTimer(c10::Device) {}
  std::optional<int64_t> measureDifference(Event start, Event end) override {
    auto from = getTimestamp(start), to = getTimestamp(end);
    if (!from || !to || *to < *from) return std::nullopt;
    return *to - *from;
  }
};

C10_REGISTER_TYPED_CLASS(TimerRegistry, c10::kCUDA, FaceTimer);

}  // namespace
}  // namespace c10d
