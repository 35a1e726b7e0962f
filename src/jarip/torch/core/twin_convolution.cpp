// Convolutions for a chip whose plug-in has none: PyTorch leaves them to the chip, and no fallback
// takes them to the host, so this does.
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>

#include "twin_kernels.h"

namespace jarip {
namespace {

using at::IntArrayRef;
using at::Tensor;

Tensor convolve(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                IntArrayRef output_padding, int64_t groups) {
  std::optional<Tensor> host_bias;
  if (bias && bias->defined()) host_bias = bias->cpu();
  Tensor result = at::convolution(input.cpu(), weight.cpu(), host_bias, stride, padding, dilation,
                                  transposed, output_padding, groups);
  return result.to(input.device());
}

std::tuple<Tensor, Tensor, Tensor> convolve_backward(
    const Tensor& gradient, const Tensor& input, const Tensor& weight, IntArrayRef stride,
    IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
    int64_t groups, std::array<bool, 3> wanted) {
  const int64_t biases = transposed ? weight.size(1) * groups : weight.size(0);
  auto [to_input, to_weight, to_bias] =
      at::convolution_backward(gradient.cpu(), input.cpu(), weight.cpu(), IntArrayRef(biases),
                               stride, padding, dilation, transposed, output_padding, groups,
                               wanted);
  auto back = [&](const Tensor& made) { return made.defined() ? made.to(input.device()) : made; };
  return {back(to_input), back(to_weight), back(to_bias)};
}

}  // namespace

void add_convolution_twins(torch::Library& library) {
  library.impl("convolution_overrideable", TORCH_FN(convolve));
  library.impl("convolution_backward_overrideable", TORCH_FN(convolve_backward));
}

}  // namespace jarip
