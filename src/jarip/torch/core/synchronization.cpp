#include "synchronization.h"

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <string_view>

#include "alias.h"

namespace jarip::synchronization {

std::atomic<Mode> mode{Mode::kSilent};

namespace {

using Arguments = c10::ArrayRef<c10::IValue>;

bool always(Arguments) { return true; }
bool has_no_output_size(Arguments arguments) { return arguments[1].isNone(); }

bool came_from_host(const at::Tensor& alias) {
  return !AliasImpl::of(alias.unsafeGetTensorImpl());
}

// The places of a mask on the device are counted first; numbers from the host are copied.
bool index_waits(const c10::IValue& element) {
  if (!element.isTensor() || !element.toTensor().defined()) return false;
  const at::Tensor& index = element.toTensor();
  bool is_mask = index.scalar_type() == at::kBool || index.scalar_type() == at::kByte;
  return is_mask != came_from_host(index);
}

bool some_index_waits(Arguments arguments) {
  for (const c10::IValue& element : arguments[1].toListRef())
    if (index_waits(element)) return true;
  return false;
}

// One number from the host goes in by filling, wherever the mask says.
bool put_waits(Arguments arguments) {
  const at::Tensor& value = arguments[2].toTensor();
  bool accumulates = arguments[3].toBool();
  bool fills = !accumulates && value.numel() == 1 && came_from_host(value);
  return !fills && some_index_waits(arguments);
}

struct Row {
  std::string_view name;  // of all overloads
  Waits waits;
};

// Operators whose result has a size that depends on values, and those that index.
constexpr Row kRows[] = {
    {"aten::nonzero", &always},
    {"aten::masked_select", &always},
    {"aten::_unique", &always},
    {"aten::_unique2", &always},
    {"aten::unique_dim", &always},
    {"aten::unique_consecutive", &always},
    {"aten::unique_dim_consecutive", &always},
    {"aten::bincount", &always},
    {"aten::repeat_interleave", &has_no_output_size},
    {"aten::index", &some_index_waits},
    {"aten::index_put", &put_waits},
    {"aten::index_put_", &put_waits},
    {"aten::_index_put_impl_", &put_waits},
};

}  // namespace

void tell() {
  constexpr const char* kText = "called a synchronizing CUDA operation";
  TORCH_CHECK(mode != Mode::kRaise, kText);
  TORCH_WARN(kText);
}

Waits find(const c10::OperatorName& name) {
  for (const Row& row : kRows)
    if (row.name == name.name) return row.waits;
  return nullptr;
}

}  // namespace jarip::synchronization
