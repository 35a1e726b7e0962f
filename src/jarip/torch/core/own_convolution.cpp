// Convolutions. A program that is being traced (torch.jit.trace) records what `convolution` is made
// of, so then it is taken apart on the face, as on a GPU.
#include <ATen/Context.h>
#include <ATen/TracerMode.h>
#include <ATen/ops/_convolution.h>
#include <ATen/ops/convolution_ops.h>

#include "direct.h"
#include "own_kernels.h"

namespace jarip {
namespace {

using at::Tensor;
using c10::SymInt;
using c10::SymIntArrayRef;

Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   SymIntArrayRef stride, SymIntArrayRef padding, SymIntArrayRef dilation,
                   bool transposed, SymIntArrayRef output_padding, SymInt groups) {
  using Op = at::_ops::convolution;
  if (!at::tracer::impl::is_dispatch_enabled()) [[likely]]
    return direct::Kernel<Op, Op::schema>::call(input, weight, bias, stride, padding, dilation,
                                                transposed, output_padding, std::move(groups));
  auto& context = at::globalContext();
  return at::_convolution_symint(input, weight, bias, stride, padding, dilation, transposed,
                                 output_padding, std::move(groups), context.benchmarkCuDNN(),
                                 context.deterministicCuDNN(), context.userEnabledCuDNN(),
                                 context.allowTF32CuDNN());
}

}  // namespace

void add_convolution_kernels(OwnKernels& kernels) {
  direct::prepare<at::_ops::convolution>();
  kernels.add("convolution", TORCH_FN(convolution));
}

}  // namespace jarip
