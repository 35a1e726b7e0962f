// Histograms of integers, which the host counts for floating point only.
#include <ATen/Functions.h>

#include "boxed.h"
#include "own_kernels.h"

namespace jarip {
namespace {

using at::Scalar;
using at::Tensor;

const c10::OperatorHandle& histc_operator() {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("aten::histc", "");
  return op;
}

c10::KernelFunction make_kernel(bool is_deterministic) {
  OpPlan plan = make_plan(histc_operator(), c10::DispatchKey::Dense);
  if (is_deterministic) plan.nondeterminism = nullptr;
  return c10::KernelFunction::makeFromBoxedFunctor(std::make_unique<BoxedKernel>(plan));
}

Tensor count(const c10::KernelFunction& kernel, const Tensor& self, int64_t bins,
             const Scalar& low, const Scalar& high) {
  return kernel.call<Tensor, const Tensor&, int64_t, const Scalar&, const Scalar&>(
      histc_operator(), kFace, self, bins, low, high);
}

// On a GPU integers are counted deterministically, and floating point is not.
Tensor count_values(const Tensor& self, int64_t bins, const Scalar& low, const Scalar& high) {
  static const auto floats = make_kernel(false), integers = make_kernel(true);
  if (!c10::isIntegralType(self.scalar_type(), /*includeBool=*/false))
    return count(floats, self, bins, low, high);
  return count(integers, self.to(at::kDouble), bins, low, high).to(self.scalar_type());
}

Tensor& count_values_out(const Tensor& self, int64_t bins, const Scalar& low,
                         const Scalar& high, Tensor& out) {
  Tensor counts = count_values(self, bins, low, high);
  TORCH_CHECK(out.scalar_type() == counts.scalar_type(),
              "torch.histc: input tensor and hist tensor should have the same dtype, but got input ",
              counts.scalar_type(), " and hist ", out.scalar_type());
  out.resize_(counts.sizes());
  return out.copy_(counts);
}

}  // namespace

void add_counting_kernels(OwnKernels& kernels) {
  kernels.add("histc", TORCH_FN(count_values));
  kernels.add("histc.out", TORCH_FN(count_values_out));
}

}  // namespace jarip
