// Random operators whose host kernel takes no generator: they draw from the face's.
#include <ATen/Functions.h>

#include <cmath>
#include <limits>

#include "boxed.h"
#include "own_kernels.h"

namespace jarip {
namespace {

using at::Tensor;

Tensor keep_mask(const Tensor& input, double keep) {
  return at::empty_like(input, input.options().dtype(at::kBool)).bernoulli_(keep);
}

// Below autograd: `train` absent means training.
std::tuple<Tensor, Tensor> native_dropout(const Tensor& input, double p,
                                          std::optional<bool> train) {
  if (input.numel() == 0) return {input, at::empty_like(input, input.options())};
  if (!train.value_or(true))
    return {input.clone(), at::ones_like(input, input.options().dtype(at::kBool))};
  double keep = 1.0 - p;
  Tensor mask = keep_mask(input, keep);
  Tensor output = input.mul(mask).mul_(keep == 0 ? 0.0 : 1.0 / keep);
  return {output, mask};
}

std::tuple<Tensor, Tensor> fused_dropout(const Tensor& input, double keep,
                                         std::optional<at::Generator> generator) {
  Tensor mask = at::empty_like(input, input.options().dtype(at::kByte))
                    .bernoulli_(keep, std::move(generator));
  return {input.mul(mask).mul_(1.0 / keep), mask};
}

Tensor& exponential_boxed(Tensor& self, double rate, std::optional<at::Generator> generator) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("aten::exponential_", "");
  static const auto kernel = c10::KernelFunction::makeFromBoxedFunctor(
      std::make_unique<BoxedKernel>(make_plan(op, c10::DispatchKey::Dense)));
  return kernel.call<Tensor&, Tensor&, double, std::optional<at::Generator>>(
      op, kFace, self, rate, std::move(generator));
}

// Never zero on a GPU: programs take the logarithm. The host draws in double and rounds to zero
// what half precision cannot hold.
Tensor& exponential_(Tensor& self, double rate, std::optional<at::Generator> generator) {
  exponential_boxed(self, rate, std::move(generator));
  if (std::isinf(rate)) return self;  // all zero
  if (self.scalar_type() == at::kHalf) self.clamp_min_(std::numeric_limits<at::Half>::denorm_min());
  if (self.scalar_type() == at::kBFloat16)
    self.clamp_min_(std::numeric_limits<at::BFloat16>::min());
  return self;
}

Tensor masked_scale(const Tensor& self, const Tensor& mask, double scale) {
  return self.mul(mask).mul_(scale);
}

}  // namespace

void add_random_kernels(OwnKernels& kernels) {
  kernels.add("native_dropout", TORCH_FN(native_dropout));
  kernels.add("_fused_dropout", TORCH_FN(fused_dropout));
  kernels.add("exponential_", TORCH_FN(exponential_));
  kernels.add("_masked_scale", TORCH_FN(masked_scale));
}

}  // namespace jarip
