#include "device_rule.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "alias.h"

namespace jarip {
namespace {

struct RuleRow {
  std::string_view name;  // "add.Tensor"
  DeviceRule rule;
};

// Sorted by name; written by jarip.torch.build from the operator table that PyTorch ships.
constexpr RuleRow kRules[] = {
#include "device_rules.inc"
};

struct Seen {
  c10::Device device;
  bool is_host_scalar;
  std::string argument;
};

c10::Device device_before_aliasing(const at::Tensor& tensor) {
  auto* alias = AliasImpl::of(tensor.unsafeGetTensorImpl());
  return alias && alias->face() ? alias->face()->device() : tensor.device();
}

void collect(const c10::IValue& value, const std::string& argument, std::vector<Seen>& seen) {
  if (value.isTensor()) {
    const at::Tensor& tensor = value.toTensor();
    if (!tensor.defined()) return;
    c10::Device device = device_before_aliasing(tensor);
    seen.push_back({device, device.is_cpu() && tensor.dim() == 0, argument});
  } else if (value.isList()) {
    for (const c10::IValue& element : value.toListRef()) collect(element, argument, seen);
  }
}

// The first device that is not the host, as TensorIterator chooses its common device.
c10::Device common_device(const std::vector<Seen>& seen) {
  auto found = std::find_if(seen.begin(), seen.end(), [](auto& s) { return !s.device.is_cpu(); });
  return (found == seen.end() ? seen.front() : *found).device;
}

std::string method_name(DeviceRule rule, const c10::FunctionSchema& schema) {
  std::string name = schema.name().substr(schema.name().find("::") + 2);
  const std::string& overload = schema.overload_name();
  if (rule == DeviceRule::kSameStructured)
    return "wrapper_CUDA_" + name + (overload.empty() ? "" : "_" + overload);
  return "wrapper_CUDA_" + overload + "_" + name;
}

// What PyTorch says of indices that are neither on the host nor beside what they index.
void check_indices(const std::vector<Seen>& seen) {
  c10::Device indexed = seen.front().device;
  for (const Seen& tensor : seen)
    TORCH_CHECK(tensor.argument != "indices" || tensor.device.is_cpu() || tensor.device == indexed,
                "indices should be either on cpu or on the same device as the indexed tensor (",
                indexed, ")");
}

}  // namespace

DeviceRule find_device_rule(const c10::OperatorName& name) {
  constexpr std::string_view kPrefix = "aten::";
  if (!name.name.starts_with(kPrefix)) return DeviceRule::kFree;
  std::string full = name.name.substr(kPrefix.size());
  if (!name.overload_name.empty()) full += "." + name.overload_name;
  auto row = std::lower_bound(std::begin(kRules), std::end(kRules), full,
                              [](const RuleRow& a, const std::string& b) { return a.name < b; });
  return row != std::end(kRules) && row->name == full ? row->rule : DeviceRule::kFree;
}

void raise_device_mismatch(DeviceRule rule, const c10::FunctionSchema& schema,
                           c10::ArrayRef<c10::IValue> arguments) {
  std::vector<Seen> seen;
  for (size_t i = 0; i < arguments.size(); i++)
    collect(arguments[i], schema.arguments()[i].name(), seen);
  if (rule == DeviceRule::kIndexed) check_indices(seen);
  bool iterator = rule == DeviceRule::kIterator || rule == DeviceRule::kIndexed;
  c10::Device common = iterator ? common_device(seen) : seen.front().device;
  for (const Seen& tensor : seen) {
    if (tensor.device == common || (iterator && tensor.is_host_scalar)) continue;
    TORCH_CHECK(!iterator, "Expected all tensors to be on the same device, but found at least "
                "two devices, ", common, " and ", tensor.device, "!");
    TORCH_CHECK(false, "Expected all tensors to be on the same device, but got ", tensor.argument,
                " is on ", tensor.device, ", different from other tensors on ", common,
                " (when checking argument in method ", method_name(rule, schema), ")");
  }
  TORCH_INTERNAL_ASSERT(false, "devices were said not to fit but do");
}

}  // namespace jarip
