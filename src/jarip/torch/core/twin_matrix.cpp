// Matrix products of half-precision arguments with a wider result.
#include <ATen/Functions.h>
#include <ATen/native/Resize.h>

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

Tensor wide_mm(const Tensor& a, const Tensor& b, ScalarType result) {
  check_types(a, b, result);
  return at::mm(a.to(result), b.to(result));
}

Tensor wide_bmm(const Tensor& a, const Tensor& b, ScalarType result) {
  check_types(a, b, result);
  return at::bmm(a.to(result), b.to(result));
}

Tensor wide_addmm(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
             const Scalar& beta, const Scalar& alpha) {
  check_types(a, b, result);
  return at::addmm(self.to(result), a.to(result), b.to(result), beta, alpha);
}

Tensor wide_baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
               const Scalar& beta, const Scalar& alpha) {
  check_types(a, b, result);
  return at::baddbmm(self.to(result), a.to(result), b.to(result), beta, alpha);
}

Tensor& write(Tensor& out, const Tensor& result) {
  TORCH_CHECK(out.scalar_type() == result.scalar_type(), "out_dtype must be the dtype of out");
  at::native::resize_output(out, result.sizes());
  return out.copy_(result);
}

Tensor& mm_out(const Tensor& a, const Tensor& b, ScalarType result, Tensor& out) {
  return write(out, wide_mm(a, b, result));
}

Tensor& bmm_out(const Tensor& a, const Tensor& b, ScalarType result, Tensor& out) {
  return write(out, wide_bmm(a, b, result));
}

Tensor& addmm_out(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
                  const Scalar& beta, const Scalar& alpha, Tensor& out) {
  return write(out, wide_addmm(self, a, b, result, beta, alpha));
}

Tensor& baddbmm_out(const Tensor& self, const Tensor& a, const Tensor& b, ScalarType result,
                    const Scalar& beta, const Scalar& alpha, Tensor& out) {
  return write(out, wide_baddbmm(self, a, b, result, beta, alpha));
}

}  // namespace

void add_matrix_twins(torch::Library& library) {
  library.impl("mm.dtype", TORCH_FN(wide_mm));
  library.impl("bmm.dtype", TORCH_FN(wide_bmm));
  library.impl("addmm.dtype", TORCH_FN(wide_addmm));
  library.impl("baddbmm.dtype", TORCH_FN(wide_baddbmm));
  library.impl("mm.dtype_out", TORCH_FN(mm_out));
  library.impl("bmm.dtype_out", TORCH_FN(bmm_out));
  library.impl("addmm.dtype_out", TORCH_FN(addmm_out));
  library.impl("baddbmm.dtype_out", TORCH_FN(baddbmm_out));
}

}  // namespace jarip
