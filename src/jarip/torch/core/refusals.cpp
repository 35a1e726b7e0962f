#include "refusals.h"

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <string_view>
#include <vector>

#include "alias.h"

namespace jarip {
namespace {

using Arguments = c10::ArrayRef<c10::IValue>;

bool is_host_number(const c10::IValue& value) {
  const at::Tensor& tensor = value.toTensor();
  return tensor.defined() && tensor.dim() == 0 && !AliasImpl::of(tensor.unsafeGetTensorImpl());
}

void refuse_host_numbers(Arguments arguments) {
  constexpr const char* kNames[] = {"self", "tensor1"};
  for (size_t i = 0; i < std::size(kNames); i++)
    TORCH_CHECK(!is_host_number(arguments[i]), "CPU Scalar support for ", kNames[i],
                " argument is not supported when calling addcmul on CUDA tensors.");
}

// scatter(self, dim, index, source or value, *, reduce)
void refuse_complex_products(Arguments arguments) {
  if (arguments.size() < 5 || !arguments[4].isString()) return;
  at::ScalarType type = arguments[0].toTensor().scalar_type();
  TORCH_CHECK_NOT_IMPLEMENTED(arguments[4].toStringRef() != "multiply" || !at::isComplexType(type),
                              "\"scatter_gather_base_kernel_func\" not implemented for '",
                              c10::toString(type), "'");
}

// _fft_r2c(self, dim, ...), _fft_c2c(self, dim, ...), _fft_c2r(self, dim, normalization, last size)
void refuse_odd_half_transforms(Arguments arguments) {
  const at::Tensor& self = arguments[0].toTensor();
  if (self.scalar_type() != at::kHalf && self.scalar_type() != at::kComplexHalf) return;
  std::vector<int64_t> sizes, dims = arguments[1].toIntVector();
  for (int64_t dim : dims) sizes.push_back(self.size(dim));
  if (!dims.empty() && arguments[3].isInt()) sizes.back() = arguments[3].toInt();
  for (int64_t size : sizes)
    TORCH_CHECK(size > 0 && (size & (size - 1)) == 0,
                "cuFFT only supports dimensions whose sizes are powers of two when computing in "
                "half precision, but got a signal size of", at::IntArrayRef(sizes));
}

// _int_mm(self, mat2)
void refuse_small_integer_products(Arguments arguments) {
  const at::Tensor &self = arguments[0].toTensor(), &other = arguments[1].toTensor();
  if (self.dim() != 2 || other.dim() != 2) return;
  TORCH_CHECK(self.size(0) > 16, "self.size(0) needs to be greater than 16, but got ",
              self.size(0));
  TORCH_CHECK(self.size(1) > 0 && self.size(1) % 8 == 0,
              "self.size(1) needs to be greater than 0 and a multiple of 8, but got ",
              self.size(1));
  TORCH_CHECK(other.size(1) > 0 && other.size(1) % 8 == 0,
              "mat2.size(1) needs to be greater than 0 and a multiple of 8, but got ",
              other.size(1));
}

struct RefusalRow {
  std::string_view name;  // of all overloads
  Refusal refuse;
};

constexpr RefusalRow kRefusals[] = {
    {"aten::addcmul", &refuse_host_numbers},
    {"aten::_fft_c2c", &refuse_odd_half_transforms},
    {"aten::_fft_c2r", &refuse_odd_half_transforms},
    {"aten::_fft_r2c", &refuse_odd_half_transforms},
    {"aten::_int_mm", &refuse_small_integer_products},
    {"aten::addcmul_", &refuse_host_numbers},
    {"aten::scatter", &refuse_complex_products},
    {"aten::scatter_", &refuse_complex_products},
};

}  // namespace

Refusal find_refusal(const c10::OperatorName& name) {
  for (const RefusalRow& row : kRefusals)
    if (row.name == name.name) return row.refuse;
  return nullptr;
}

}  // namespace jarip
