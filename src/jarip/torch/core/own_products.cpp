// Matrix products that only a GPU has: of weights of four bits, whose packed form has a GPU's shape
// and the host's bytes; and with GELU behind it, which a GPU approximates by tanh.
#include <ATen/Functions.h>
#include <ATen/native/Resize.h>

#include "own_kernels.h"

namespace jarip {
namespace {

using at::Scalar;
using at::Tensor;

// `weight`: bytes of two numbers, the first one in the high half; (rows, columns / 2).
Tensor pack(const Tensor& weight, int64_t tiles) {
  TORCH_CHECK(weight.dim() == 2 && weight.scalar_type() == at::kByte,
              "_convert_weight_to_int4pack: expected a 2D tensor of uint8");
  TORCH_CHECK(tiles == 2 || tiles == 4 || tiles == 8, "innerKTiles must be 2, 4 or 8");
  const int64_t rows = weight.size(0), columns = weight.size(1) * 2;
  TORCH_CHECK(rows % 8 == 0 && columns % (tiles * 16) == 0,
              "_convert_weight_to_int4pack: expected rows in eights and columns in multiples of ",
              tiles * 16);
  Tensor halves = at::stack({weight.bitwise_right_shift(4), weight.bitwise_and(15)}, -1);
  Tensor numbers = halves.reshape({rows, columns}).to(at::kInt);
  Tensor bytes = at::_convert_weight_to_int4pack_for_cpu(numbers, tiles);
  return bytes.view(-1).view(at::kInt).view({rows / 8, columns / (tiles * 16), 32, tiles / 2});
}

Tensor multiply_packed(const Tensor& self, const Tensor& packed, int64_t group,
                       const Tensor& scales) {
  TORCH_CHECK(packed.dim() == 4 && packed.scalar_type() == at::kInt,
              "_weight_int4pack_mm: expected what _convert_weight_to_int4pack returns");
  const int64_t rows = packed.size(0) * 8;
  Tensor bytes = packed.contiguous().view(-1).view(at::kByte).view({rows, -1});
  return at::_weight_int4pack_mm_for_cpu(self, bytes, group, scales);
}

Tensor addmm_activation(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                        const Scalar& alpha, bool use_gelu) {
  Tensor sum = at::addmm(self, a, b, beta, alpha);
  return use_gelu ? at::gelu(sum, "tanh") : sum.relu_();
}

Tensor& addmm_activation_out(const Tensor& self, const Tensor& a, const Tensor& b,
                             const Scalar& beta, const Scalar& alpha, bool use_gelu, Tensor& out) {
  Tensor result = addmm_activation(self, a, b, beta, alpha, use_gelu);
  at::native::resize_output(out, result.sizes());
  return out.copy_(result);
}

}  // namespace

void add_product_kernels(OwnKernels& kernels) {
  kernels.add("_convert_weight_to_int4pack", TORCH_FN(pack));
  kernels.add("_weight_int4pack_mm", TORCH_FN(multiply_packed));
  kernels.add("_addmm_activation", TORCH_FN(addmm_activation));
  kernels.add("_addmm_activation.out", TORCH_FN(addmm_activation_out));
}

}  // namespace jarip
