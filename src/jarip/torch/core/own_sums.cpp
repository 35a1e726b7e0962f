// Sums of complex numbers that leave out what is not a number: only a GPU has them.
#include <ATen/Functions.h>
#include <ATen/native/Resize.h>

#include "own_kernels.h"

namespace jarip {
namespace {

using at::OptionalIntArrayRef;
using at::ScalarType;
using at::Tensor;

Tensor sum_numbers(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> type) {
  if (!self.is_complex())
    return ByTwin<at::_ops::nansum>::call(self, dim, keepdim, type);
  return at::sum(self.masked_fill(self.isnan(), 0), dim, keepdim, type);
}

Tensor& sum_numbers_out(const Tensor& self, OptionalIntArrayRef dim, bool keepdim,
                        std::optional<ScalarType> type, Tensor& out) {
  if (!self.is_complex())
    return ByTwin<at::_ops::nansum_out>::call(self, dim, keepdim, type, out);
  Tensor sum = sum_numbers(self, dim, keepdim, type.value_or(out.scalar_type()));
  at::native::resize_output(out, sum.sizes());
  return out.copy_(sum);
}

}  // namespace

void add_sum_kernels(OwnKernels& kernels) {
  kernels.add("nansum", TORCH_FN(sum_numbers));
  kernels.add("nansum.out", TORCH_FN(sum_numbers_out));
}

}  // namespace jarip
