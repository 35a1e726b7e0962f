// Matrix products of half-precision arguments with a wider result.
#include <ATen/Functions.h>

#include "twin_kernels.h"

namespace jarip {
namespace {

using at::Scalar;
using at::ScalarType;
using at::Tensor;

void check_types(const Tensor& a, const Tensor& b, ScalarType result) {
  bool half = a.scalar_type() == at::kHalf || a.scalar_type() == at::kBFloat16;
  TORCH_CHECK(a.scalar_type() == b.scalar_type(), "input dtypes must be the same");
  TORCH_CHECK(result == a.scalar_type() || (result == at::kFloat && half),
              "out_dtype must be the same as input dtype or fp32 for fp16/bf16 inputs");
}

Tensor mm(const Tensor& a, const Tensor& b, ScalarType result) {
  check_types(a, b, result);
  return at::mm(a.to(result), b.to(result));
}

Tensor bmm(const Tensor& a, const Tensor& b, ScalarType result) {
  check_types(a, b, result);
  return at::bmm(a.to(result), b.to(result));
}

Tensor addmm(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
             const Scalar& beta, const Scalar& alpha) {
  check_types(a, b, result);
  return at::addmm(self.to(result), a.to(result), b.to(result), beta, alpha);
}

Tensor baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
               const Scalar& beta, const Scalar& alpha) {
  check_types(a, b, result);
  return at::baddbmm(self.to(result), a.to(result), b.to(result), beta, alpha);
}

}  // namespace

void add_matrix_twins(torch::Library& library) {
  library.impl("mm.dtype", TORCH_FN(mm));
  library.impl("bmm.dtype", TORCH_FN(bmm));
  library.impl("addmm.dtype", TORCH_FN(addmm));
  library.impl("baddbmm.dtype", TORCH_FN(baddbmm));
}

}  // namespace jarip
