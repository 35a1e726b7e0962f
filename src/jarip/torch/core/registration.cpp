#include "registration.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/DeviceGuard.h>
#include <torch/library.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "boxed.h"
#include "direct.h"
#include "own_kernels.h"
#include "target.h"

namespace jarip {
namespace {

using c10::DispatchKey;
using c10::OperatorHandle;

struct AgnosticRow {
  std::string_view name;  // "aten::coalesce"
  DispatchKey functionality;
};

// Layout operators whose kernel PyTorch itself shares between devices: they work on members by
// calling other operators, so the face's tensors go in as they are. Written by jarip.torch.build.
constexpr AgnosticRow kAgnostic[] = {
#include "agnostic_ops.inc"
};

// Where a call works: on the device that it names, else on that of its first tensor.
std::optional<c10::Device> device_of_call(c10::ArrayRef<c10::IValue> arguments) {
  std::optional<c10::Device> found;
  for (const c10::IValue& argument : arguments) {
    if (argument.isDevice()) return argument.toDevice();
    if (!found && argument.isTensor() && argument.toTensor().defined())
      found = argument.toTensor().device();
  }
  return found;
}

// The kernel of the twin, run on the face's own tensors.
class AgnosticKernel final : public c10::OperatorKernel {
 public:
  explicit AgnosticKernel(c10::DispatchKey twin) : twin_(twin) {}
  void operator()(const OperatorHandle& op, c10::DispatchKeySet keys, c10::Stack* stack) const {
    size_t base = stack->size() - op.schema().arguments().size();
    c10::OptionalDeviceGuard on(device_of_call(c10::ArrayRef<c10::IValue>(*stack).slice(base)));
    op.callBoxedForDispatchKey(twin_, *stack);
  }

 private:
  DispatchKey twin_;
};

std::string full_name(const c10::OperatorName& name) {
  return name.overload_name.empty() ? name.name : name.name + "." + name.overload_name;
}

bool is_view(const OperatorHandle& op) {
  for (const c10::Argument& result : op.schema().returns())
    if (result.alias_info() && !result.alias_info()->isWrite()) return true;
  return false;
}

bool takes_generator(const OperatorHandle& op) {
  for (const c10::Argument& argument : op.schema().arguments())
    if (argument.type()->str().find("Generator") != std::string::npos) return true;
  return false;
}

bool is_composite_explicit(const OperatorHandle& op) {
  return op.hasKernelForDispatchKey(DispatchKey::CompositeExplicitAutograd) ||
         op.hasKernelForDispatchKey(DispatchKey::CompositeExplicitAutogradNonFunctional);
}

// A composite runs on the face as it is when it is made of views, or when it draws random numbers
// without naming a generator: what it calls then uses the face's.
bool decomposes_well(const OperatorHandle& op) {
  if (is_view(op) || op.hasTag(at::Tag::inplace_view)) return true;
  return op.hasTag(at::Tag::nondeterministic_seeded) && !takes_generator(op);
}

// A composite that on a GPU returns tensors of the host: the face's must do so too.
bool returns_host_tensors(const OperatorHandle& op) {
  return op.operator_name().name == "aten::_pack_padded_sequence";
}

bool needs_boxed(const OperatorHandle& op, DispatchKey functionality) {
  if (op.hasKernelForDispatchKey(face_key(functionality))) return false;
  if (op.hasKernelForDispatchKey(twin_key(functionality))) return true;
  if (functionality != DispatchKey::Dense) return false;
  return is_composite_explicit(op) && !decomposes_well(op) && !returns_host_tensors(op);
}

bool is_agnostic(const OperatorHandle& op, DispatchKey functionality) {
  std::string name = full_name(op.operator_name());
  return std::any_of(std::begin(kAgnostic), std::end(kAgnostic), [&](const AgnosticRow& row) {
    return row.functionality == functionality && row.name == name;
  });
}

std::vector<c10::RegistrationHandleRAII>& handles() {
  static auto* kept = new std::vector<c10::RegistrationHandleRAII>;
  return *kept;
}

void add(const OperatorHandle& op, DispatchKey functionality, c10::KernelFunction kernel) {
  handles().push_back(c10::Dispatcher::singleton().registerImpl(
      op.operator_name(), face_key(functionality), std::move(kernel), std::nullopt, nullptr,
      "jarip"));
}

void register_layout(DispatchKey functionality, RegistrationCounts& counts) {
  auto& dispatcher = c10::Dispatcher::singleton();
  for (const auto& name : dispatcher.getAllOpNames()) {
    auto op = dispatcher.findSchema(name);
    if (!op || !name.name.starts_with("aten::")) continue;
    if (functionality == DispatchKey::Dense && (direct::is_direct(name) || is_own_kernel(name)))
      continue;
    if (!needs_boxed(*op, functionality)) continue;
    if (is_agnostic(*op, functionality)) {
      add(*op, functionality,
          c10::KernelFunction::makeFromBoxedFunctor(
              std::make_unique<AgnosticKernel>(twin_key(functionality))));
      counts.agnostic++;
    } else {
      add(*op, functionality,
          c10::KernelFunction::makeFromBoxedFunctor(
              std::make_unique<BoxedKernel>(make_plan(*op, functionality))));
      counts.boxed++;
    }
  }
}

// Operators of other namespaces (extensions with host kernels only) come here.
template <DispatchKey functionality>
void run_unplanned(const OperatorHandle& op, c10::DispatchKeySet, c10::Stack* stack) {
  run_boxed(make_plan(op, functionality), op, stack);
}

template <DispatchKey functionality>
void register_fallback() {
  handles().push_back(c10::Dispatcher::singleton().registerFallback(
      face_key(functionality),
      c10::KernelFunction::makeFromBoxedFunction<&run_unplanned<functionality>>(), "jarip"));
}

}  // namespace

RegistrationCounts register_operators() {
  RegistrationCounts counts{};
  for (DispatchKey functionality : kFunctionalities) register_layout(functionality, counts);
  register_fallback<DispatchKey::Dense>();
  register_fallback<DispatchKey::Sparse>();
  register_fallback<DispatchKey::SparseCsr>();
  register_fallback<DispatchKey::Quantized>();
  static torch::Library library(torch::Library::IMPL, "aten", face_key(DispatchKey::Dense),
                                __FILE__, __LINE__);
  direct::implement_all();
  implement_own_kernels(library);
  return counts;
}

}  // namespace jarip
