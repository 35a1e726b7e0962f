#include "op_plan.h"

#include <optional>

#include "target.h"
#include "widening.h"

namespace jarip {
namespace {

using c10::TypeKind;

const c10::Type& strip_optional(const c10::Type& type) {
  return type.kind() == TypeKind::OptionalType ? *type.containedTypes().at(0) : type;
}

bool mentions_tensor(const c10::Type& type) {
  if (type.kind() == TypeKind::TensorType) return true;
  for (const auto& inner : type.containedTypes())
    if (mentions_tensor(*inner)) return true;
  return false;
}

std::optional<SlotKind> kind_of(const c10::Type& declared) {
  const c10::Type& type = strip_optional(declared);
  switch (type.kind()) {
    case TypeKind::TensorType: return SlotKind::kTensor;
    case TypeKind::GeneratorType: return SlotKind::kGenerator;
    case TypeKind::DeviceObjType: return SlotKind::kDevice;
    case TypeKind::StorageType: return SlotKind::kStorage;
    case TypeKind::ListType: {
      const c10::Type& element = *type.containedTypes().at(0);
      if (element.kind() == TypeKind::TensorType) return SlotKind::kTensorList;
      if (mentions_tensor(element)) return SlotKind::kAnyList;
      return std::nullopt;
    }
    case TypeKind::AnyType: return SlotKind::kAnyList;
    default: return std::nullopt;
  }
}

bool is_written(const c10::Argument& argument) {
  return argument.alias_info() && argument.alias_info()->isWrite();
}

// A vendor that has no kernel for an operator sends it back to the host, random numbers and all; a
// composed operator draws where filling a tensor with normal ones does.
bool is_left_to_host(const c10::OperatorHandle& op) {
  if constexpr (kTwinIsHost) return true;
  auto vendor = twin_key(c10::DispatchKey::Dense);
  if (op.hasKernelForDispatchKey(vendor)) return false;
  bool composed = op.hasKernelForDispatchKey(c10::DispatchKey::CompositeExplicitAutograd);
  static const auto fill = c10::Dispatcher::singleton().findSchemaOrThrow("aten::normal_", "");
  return !composed || !fill.hasKernelForDispatchKey(vendor);
}

bool is_host_value(const c10::Type& type) {
  return type.kind() == TypeKind::NumberType || type.kind() == TypeKind::BoolType;
}

}  // namespace

OpPlan make_plan(const c10::OperatorHandle& op, c10::DispatchKey functionality) {
  const c10::FunctionSchema& schema = op.schema();
  OpPlan plan;
  plan.argument_count = static_cast<uint16_t>(schema.arguments().size());
  plan.result_count = static_cast<uint16_t>(schema.returns().size());
  plan.rule = find_device_rule(op.operator_name());
  plan.nondeterminism = find_nondeterminism(op.operator_name());
  plan.widens = kTwinIsHost && widening::is_always_needed(op.operator_name());
  plan.counts_truths = kTwinIsHost && widening::counts_truths(op.operator_name());
  plan.refusal = find_refusal(op.operator_name());
  plan.waits = synchronization::find(op.operator_name());
  plan.target = c10::DispatchKeySet(twin_key(functionality));
  plan.asks_for_gradients = functionality == c10::DispatchKey::SparseCsr;
  for (uint16_t i = 0; i < plan.argument_count; i++) {
    const c10::Argument& argument = schema.arguments()[i];
    auto kind = kind_of(*argument.real_type());
    if (!kind) continue;
    plan.arguments.push_back({i, *kind, is_written(argument)});
    plan.writes |= is_written(argument);
    if (kind == SlotKind::kDevice) plan.device_argument = static_cast<int16_t>(i);
    if (kind == SlotKind::kGenerator) plan.generator_argument = static_cast<int16_t>(i);
  }
  plan.draws_on_host = plan.generator_argument >= 0 && is_left_to_host(op);
  for (uint16_t i = 0; i < plan.result_count; i++) {
    auto kind = kind_of(*schema.returns()[i].real_type());
    if (kind) plan.results.push_back({i, *kind, false});
    plan.reads_to_host |= is_host_value(*schema.returns()[i].real_type());
  }
  return plan;
}

}  // namespace jarip
