// Softmax of half precision with a result in single precision, in one operator: only a GPU has it.
#include <ATen/ops/_log_softmax_backward_data_ops.h>
#include <ATen/ops/_log_softmax_ops.h>
#include <ATen/ops/_softmax_backward_data_ops.h>
#include <ATen/ops/_softmax_ops.h>

#include "direct.h"
#include "own_kernels.h"

namespace jarip {
namespace {

using at::Tensor;

template <class Op>
Tensor forward(const Tensor& self, int64_t dim, bool half_to_float) {
  if (half_to_float) return Op::call(self.to(at::kFloat), dim, false);
  return direct::Kernel<Op, typename Op::schema>::call(self, dim, false);
}

template <class Op>
Tensor backward(const Tensor& grad, const Tensor& output, int64_t dim, at::ScalarType type) {
  if (grad.scalar_type() != type) return Op::call(grad, output, dim, grad.scalar_type()).to(type);
  return direct::Kernel<Op, typename Op::schema>::call(grad, output, dim, type);
}

}  // namespace

void add_softmax_kernels(OwnKernels& kernels) {
  direct::prepare<at::_ops::_softmax>();
  direct::prepare<at::_ops::_log_softmax>();
  direct::prepare<at::_ops::_softmax_backward_data>();
  direct::prepare<at::_ops::_log_softmax_backward_data>();
  kernels.add("_softmax", TORCH_FN(forward<at::_ops::_softmax>));
  kernels.add("_log_softmax", TORCH_FN(forward<at::_ops::_log_softmax>));
  kernels.add("_softmax_backward_data", TORCH_FN(backward<at::_ops::_softmax_backward_data>));
  kernels.add("_log_softmax_backward_data",
              TORCH_FN(backward<at::_ops::_log_softmax_backward_data>));
}

}  // namespace jarip
