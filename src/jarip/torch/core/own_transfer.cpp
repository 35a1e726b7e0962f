// Copies between host and device, and questions that only a GPU is asked.
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/copy_ops.h>

#include "boxed.h"
#include "direct.h"
#include "own_kernels.h"
#include "work_log.h"

namespace jarip {
namespace {

using at::Tensor;
constexpr c10::DispatchKeySet kTwin{twin_key(c10::DispatchKey::Dense)};

bool is_plain(const Tensor& tensor) {
  if (!tensor.key_set().has(c10::DispatchKey::Dense)) return false;
  return tensor.is_cpu() || (is_face(tensor) && !is_lazily_shared(tensor));
}

const c10::OperatorHandle& copy_operator() {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("aten::copy_", "");
  return op;
}

Tensor& copy_boxed(Tensor& self, const Tensor& source, bool non_blocking) {
  static const auto kernel = c10::KernelFunction::makeFromBoxedFunctor(
      std::make_unique<BoxedKernel>(make_plan(copy_operator(), c10::DispatchKey::Dense)));
  return kernel.call<Tensor&, Tensor&, const Tensor&, bool>(copy_operator(), kFace, self, source,
                                                            non_blocking);
}

Work kind_of_copy(const Tensor& to, const Tensor& from) {
  if (!is_face(to)) return Work::kCopyToHost;
  return is_face(from) ? Work::kCopyOnDevice : Work::kCopyToDevice;
}

Tensor& copy_(Tensor& self, const Tensor& source, bool non_blocking) {
  if (!is_plain(self) || !is_plain(source)) return copy_boxed(self, source, non_blocking);
  if (self.is_cpu() != source.is_cpu() && !non_blocking) synchronization::note();
  if (graph::any_capture()) {
    if (self.is_cpu() && !(non_blocking && is_pinned(self.data_ptr())))
      graph::check_may_wait("copying to the host");
    return copy_boxed(self, source, non_blocking);
  }
  int device = (is_face(self) ? self : source).device().index();
  wait_for_launches(device);
  direct::Held to(self), from(source);
  at::AutoDispatchBelowADInplaceOrView below_autograd;
  WorkSpan span(copy_operator(), device, kind_of_copy(self, source));
  at::_ops::copy_::redispatch(kTwin, to.tensor, from.tensor, non_blocking);
  return self;
}

void record_stream(Tensor&, c10::Stream) {}  // memory is not reused before operators are done

bool never_cudnn(const Tensor&, const Tensor&, at::IntArrayRef, at::IntArrayRef, int64_t) {
  return false;
}
bool never_cudnn_tensor(const Tensor&, const Tensor&, const Tensor&, const Tensor&, int64_t) {
  return false;
}

}  // namespace

void add_transfer_kernels(OwnKernels& kernels) {
  kernels.add("copy_", TORCH_FN(copy_));
  kernels.add("record_stream", TORCH_FN(record_stream));
  kernels.add("_use_cudnn_ctc_loss", TORCH_FN(never_cudnn));
  kernels.add("_use_cudnn_ctc_loss.Tensor", TORCH_FN(never_cudnn_tensor));
  kernels.add("_use_miopen_ctc_loss", TORCH_FN(never_cudnn));
  kernels.add("_use_miopen_ctc_loss.Tensor", TORCH_FN(never_cudnn_tensor));
}

}  // namespace jarip
