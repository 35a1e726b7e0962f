// Random operators whose host kernel takes no generator: they draw from the face's.
#include <ATen/Functions.h>

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

Tensor masked_scale(const Tensor& self, const Tensor& mask, double scale) {
  return self.mul(mask).mul_(scale);
}

}  // namespace

void add_random_kernels(OwnKernels& kernels) {
  kernels.add("native_dropout", TORCH_FN(native_dropout));
  kernels.add("_fused_dropout", TORCH_FN(fused_dropout));
  kernels.add("_masked_scale", TORCH_FN(masked_scale));
}

}  // namespace jarip
