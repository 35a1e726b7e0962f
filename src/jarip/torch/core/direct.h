// Unboxed kernels for the operators that programs call most: the same work as boxed.h, with the
// types known, so nothing is packed into a stack.
//
// Anything out of the ordinary (devices that do not fit, a capture, an unusual layout, a random
// draw) goes to the boxed kernel of the operator, which knows all cases.
#pragma once

#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/boxing/impl/boxing.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <array>

#include "alias.h"
#include "allocators.h"
#include "boxed.h"
#include "devices.h"
#include "graph.h"
#include "streams.h"
#include "widening.h"
#include "work_log.h"

namespace jarip::direct {

using at::Tensor;

// Arguments seen before the call: all tensors on one face device, dense, their bytes their own?
struct Fit {
  int device = -1;
  bool ordinary = true;
  bool takes_host_numbers;

  explicit Fit(bool takes_host_numbers) : takes_host_numbers(takes_host_numbers) {}

  void see(const Tensor& tensor) {
    if (!tensor.defined()) return;
    const c10::TensorImpl& impl = *tensor.unsafeGetTensorImpl();
    if (!is_face(tensor) || !impl.key_set().has(c10::DispatchKey::Dense)) {
      // `x * 2.0` arrives as a host tensor of no dimension.
      ordinary &= takes_host_numbers && tensor.is_cpu() && tensor.dim() == 0;
      return;
    }
    ordinary &= !is_lazily_shared(impl.unsafe_storage().unsafeGetStorageImpl());
    int index = tensor.device().index();
    if (device < 0) device = index;
    else ordinary &= device == index;
  }
  void see(const std::optional<Tensor>& tensor) {
    if (tensor) see(*tensor);
  }
  void see(at::TensorList tensors) {
    for (const Tensor& tensor : tensors) see(tensor);
  }
  void see(const at::ITensorListRef& tensors) {
    for (const Tensor& tensor : tensors) see(tensor);
  }
  template <class Other>
  void see(const Other&) {}
};

// An alias for the length of the call; a kernel that kept it keeps a plain tensor.
struct Held {
  Tensor tensor;
  explicit Held(const Tensor& face) : tensor(is_face(face) ? make_alias(face) : face) {}
  ~Held() {
    if (tensor.defined() && tensor.use_count() > 1)
      if (auto* alias = AliasImpl::of(tensor.unsafeGetTensorImpl())) alias->forget_face();
  }
  Held(const Held&) = delete;
  operator const Tensor&() const { return tensor; }
  operator Tensor&() { return tensor; }
};

struct HeldOptional {
  std::optional<Tensor> tensor;
  explicit HeldOptional(const std::optional<Tensor>& face) {
    if (face) tensor = is_face(*face) ? make_alias(*face) : *face;
  }
  operator const std::optional<Tensor>&() const { return tensor; }
};

struct HeldList {
  c10::SmallVector<Tensor, 8> tensors;
  template <class List>
  explicit HeldList(const List& faces) {
    for (const Tensor& face : faces) tensors.push_back(make_alias(face));
  }
  operator at::TensorList() const { return tensors; }
};

struct HeldListRef : HeldList {
  using HeldList::HeldList;
  at::TensorList list = tensors;
  at::ITensorListRef reference = list;
  operator const at::ITensorListRef&() const { return reference; }
};

template <class T>
struct Passed {
  T value;
  explicit Passed(T value) : value(value) {}
  operator T() const { return value; }
};

template <class Arg>
struct AliasOf { using type = Passed<Arg>; };
template <> struct AliasOf<const Tensor&> { using type = Held; };
template <> struct AliasOf<Tensor&> { using type = Held; };
template <> struct AliasOf<const std::optional<Tensor>&> { using type = HeldOptional; };
template <> struct AliasOf<at::TensorList> { using type = HeldList; };
template <> struct AliasOf<const at::ITensorListRef&> { using type = HeldListRef; };

inline Tensor give_face(Tensor&& result, int device) {
  return make_face(std::move(result), device, {});
}
inline std::vector<Tensor> give_face(std::vector<Tensor>&& results, int device) {
  for (Tensor& result : results) result = make_face(std::move(result), device, {});
  return std::move(results);
}
template <class... Results>
std::tuple<Results...> give_face(std::tuple<Results...>&& results, int device) {
  return std::apply([&](auto&... r) { return std::make_tuple(give_face(std::move(r), device)...); },
                    results);
}
template <class Other>
Other give_face(Other&& other, int) { return std::move(other); }

// Where operators that are out of the ordinary go on. One per operator, made at registration.
template <class Op>
struct Boxed {
  static inline const c10::OperatorHandle* op = nullptr;
  static inline const c10::KernelFunction* kernel = nullptr;
  static inline bool takes_host_numbers = false;
};

template <class Op, class Signature>
struct Kernel;

template <class Op, class Result, class... Args>
struct Kernel<Op, Result(Args...)> {
  static constexpr c10::DispatchKeySet kTarget{twin_key(c10::DispatchKey::Dense)};

  static Result call(Args... args) {
    Fit fit(Boxed<Op>::takes_host_numbers);
    (fit.see(args), ...);
    if (!fit.ordinary || fit.device < 0 || graph::any_capture()) [[unlikely]]
      return call_boxed(static_cast<Args>(args)...);
    wait_for_launches(fit.device);
    // What wrote a list half before it failed must not begin again.
    if constexpr (std::is_void_v<Result>)
      return call_twin(fit.device, typename AliasOf<Args>::type(static_cast<Args>(args))...);
    try {
      return call_twin(fit.device, typename AliasOf<Args>::type(static_cast<Args>(args))...);
    } catch (const c10::Error& error) {
      if (!widening::may_help(error)) throw;
    }
    return call_boxed(static_cast<Args>(args)...);
  }

 private:
  template <class... Aliases>
  static Result call_twin(int device, Aliases&&... aliases) {
    at::AutoDispatchBelowADInplaceOrView below_autograd;
    PoolScope scope(device);
    WorkSpan span(*Boxed<Op>::op, device);
    if constexpr (std::is_void_v<Result>) Op::redispatch(kTarget, static_cast<Args>(aliases)...);
    else return give_face(Op::redispatch(kTarget, static_cast<Args>(aliases)...), device);
  }

  static Result call_boxed(Args... args) {
    constexpr c10::DispatchKeySet keys{face_key(c10::DispatchKey::Dense)};
    return Boxed<Op>::kernel->template call<Result, Args...>(*Boxed<Op>::op, keys,
                                                             std::forward<Args>(args)...);
  }
};

// Operators that write their first argument in place and return it: the result is that argument.
template <class Op, class... Args>
struct Kernel<Op, Tensor&(Tensor&, Args...)> {
  static constexpr c10::DispatchKeySet kTarget{twin_key(c10::DispatchKey::Dense)};

  static Tensor& call(Tensor& self, Args... args) {
    Fit fit(Boxed<Op>::takes_host_numbers);
    fit.see(self);
    (fit.see(args), ...);
    if (!fit.ordinary || fit.device < 0 || graph::any_capture()) [[unlikely]]
      return call_boxed(self, static_cast<Args>(args)...);
    wait_for_launches(fit.device);
    try {
      call_twin(fit.device, Held(self), typename AliasOf<Args>::type(static_cast<Args>(args))...);
    } catch (const c10::Error& error) {
      if (!widening::may_help(error)) throw;
      return call_boxed(self, static_cast<Args>(args)...);
    }
    return self;
  }

 private:
  static Tensor& call_boxed(Tensor& self, Args... args) {
    constexpr c10::DispatchKeySet keys{face_key(c10::DispatchKey::Dense)};
    return Boxed<Op>::kernel->template call<Tensor&, Tensor&, Args...>(
        *Boxed<Op>::op, keys, self, std::forward<Args>(args)...);
  }

  template <class... Aliases>
  static void call_twin(int device, Held&& self, Aliases&&... aliases) {
    at::AutoDispatchBelowADInplaceOrView below_autograd;
    PoolScope scope(device);
    WorkSpan span(*Boxed<Op>::op, device);
    Op::redispatch(kTarget, self.tensor, static_cast<Args>(aliases)...);
  }
};

// Keeps Op's boxed kernel for what is out of the ordinary.
template <class Op>
void prepare() {
  if (Boxed<Op>::op) return;
  static const c10::OperatorHandle op =
      c10::Dispatcher::singleton().findSchemaOrThrow(Op::name, Op::overload_name);
  static const c10::KernelFunction boxed = c10::KernelFunction::makeFromBoxedFunctor(
      std::make_unique<BoxedKernel>(make_plan(op, c10::DispatchKey::Dense)));
  Boxed<Op>::op = &op;
  Boxed<Op>::kernel = &boxed;
  Boxed<Op>::takes_host_numbers = find_device_rule(op.operator_name()) == DeviceRule::kIterator &&
                                  !find_refusal(op.operator_name());
}

// Registers Op's unboxed kernel.
template <class Op>
void implement() {
  prepare<Op>();
  const c10::OperatorHandle& op = *Boxed<Op>::op;
  // Not by torch::Library, which would compile the inference of a schema for every one of them.
  // What alerts in deterministic mode stays boxed.
  auto kernel = find_nondeterminism(op.operator_name())
                    ? *Boxed<Op>::kernel
                    : c10::KernelFunction::makeFromUnboxedFunction(
                          TORCH_FN((Kernel<Op, typename Op::schema>::call)));
  static auto* registered = new c10::RegistrationHandleRAII(
      c10::Dispatcher::singleton().registerImpl(op.operator_name(),
                                                face_key(c10::DispatchKey::Dense),
                                                std::move(kernel), std::nullopt, nullptr, "jarip"));
}

// The table in direct_ops.cpp; names are those of `at::_ops`.
void implement_all();
bool is_direct(const c10::OperatorName& name);

}  // namespace jarip::direct
