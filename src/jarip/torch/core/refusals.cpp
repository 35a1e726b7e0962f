#include "refusals.h"

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <string_view>

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

struct RefusalRow {
  std::string_view name;  // of all overloads
  Refusal refuse;
};

constexpr RefusalRow kRefusals[] = {
    {"aten::addcmul", &refuse_host_numbers},
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
