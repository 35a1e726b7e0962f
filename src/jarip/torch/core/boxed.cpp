#include "boxed.h"

#include <ATen/core/LegacyTypeDispatch.h>

#include "allocators.h"
#include "devices.h"
#include "generator.h"
#include "graph.h"
#include "streams.h"
#include "widening.h"
#include "work_log.h"

namespace jarip {
namespace {

using at::Tensor;
using c10::IValue;

constexpr int kHostResult = -1;

// An alias is no part of autograd; this only answers a kernel that asks.
void note_gradient(Tensor& alias) {
  auto* impl = alias.unsafeGetTensorImpl();
  auto meta = c10::impl::GetAutogradMetaFactory()->make();
  meta->set_requires_grad(true, impl);
  impl->set_autograd_meta(std::move(meta));
}

class BoxedCall {
 public:
  BoxedCall(const OpPlan& plan, const c10::OperatorHandle& op, c10::Stack* stack)
      : plan_(plan), op_(op), stack_(*stack), base_(stack->size() - plan.argument_count) {}

  void run() {
    if (plan_.nondeterminism) [[unlikely]]
      alert_in_deterministic_mode(*plan_.nondeterminism, arguments());
    for (const Slot& slot : plan_.arguments) alias_argument(slot, stack_[base_ + slot.index]);
    if (!census_.fits(plan_.rule)) [[unlikely]] {
      show_faces();
      raise_device_mismatch(plan_.rule, op_.schema(), arguments());
    }
    if (plan_.refusal) [[unlikely]] plan_.refusal(arguments());
    int device = result_device();
    if (synchronization::is_watched()) [[unlikely]] note_waiting(device);
    if (device == kHostResult && census_.device >= 0) graph::check_may_wait("copying to the host");
    wait_for_launches(device == kHostResult ? census_.device : device);
    draw_from_generator(device);
    graph::Recording recording(plan_, op_, arguments(), generator_, census_.device);
    {
      at::AutoDispatchBelowADInplaceOrView below_autograd;
      PoolScope scope(device);
      WorkSpan span(op_, device == kHostResult ? census_.device : device, kind_of_work(device));
      call_twin();
    }
    if (plan_.writes)
      for (const AliasPair& written : pairs_) update_face(written, pairs_);
    if (has_lazy_alias_)
      for (const AliasPair& argument : pairs_) follow_lazy_alias(argument);
    if (device != kHostResult) give_results_face(device);
    recording.finish(c10::ArrayRef<IValue>(stack_).slice(stack_.size() - plan_.result_count));
  }

 private:
  void call_twin() {
    if (kTwinIsHost && has_narrow_) widening::call(op_, plan_.target, plan_.widens, stack_);
    else op_.redispatchBoxed(plan_.target, &stack_);
  }

  c10::ArrayRef<IValue> arguments() const {
    return c10::ArrayRef<IValue>(stack_).slice(base_, plan_.argument_count);
  }

  void alias_argument(const Slot& slot, IValue& value) {
    is_written_ = slot.is_written;
    switch (slot.kind) {
      case SlotKind::kTensor:
        if (value.isTensor()) value = alias(std::move(value).toTensor());
        break;
      case SlotKind::kTensorList: alias_tensor_list(value); break;
      case SlotKind::kAnyList: alias_mixed_list(value); break;
      case SlotKind::kDevice:
        if (value.isDevice()) take_device(value);
        break;
      case SlotKind::kGenerator:
        if (value.isGenerator() && is_face_generator(value.toGenerator()))
          generator_ = value.toGenerator();
        break;
      case SlotKind::kStorage:
        if (value.isStorage() && value.toStorage().device_type() == kFaceType)
          value = c10::Storage(twin_of(value.toStorage()));
        break;
    }
  }

  // Puts back what the program gave; an alias of another layout does not know whose it is.
  void show_faces() {
    for (const Slot& slot : plan_.arguments) {
      IValue& value = stack_[base_ + slot.index];
      if (!value.isTensor()) continue;
      for (const AliasPair& pair : pairs_)
        if (pair.alias.is_same(value.toTensor())) value = pair.face;
    }
  }

  Tensor alias(Tensor&& face) {
    if (!face.defined()) return std::move(face);
    if (!is_face(face)) {
      if (face.is_cpu()) census_.add_host(face.dim());
      return std::move(face);
    }
    census_.add_face(face.device().index());
    has_narrow_ |= widening::is_narrow(face) ||
                   (plan_.counts_truths && face.scalar_type() == at::kBool);
    // Given twice, it must be one object to the kernel too. Long lists are not searched.
    constexpr size_t kSearched = 8;
    for (size_t i = 0; i < std::min(pairs_.size(), kSearched); i++)
      if (pairs_[i].face.is_same(face)) return pairs_[i].alias;
    Tensor made = alias_lazily(face) ? make_lazy_alias(face, pairs_) : make_alias(face);
    if (plan_.asks_for_gradients && face.requires_grad()) note_gradient(made);
    pairs_.emplace_back(std::move(face), made);
    return made;
  }

  // A captured graph keeps its aliases, so they are not lazy.
  bool alias_lazily(const Tensor& face) {
    if (!is_lazily_shared(face) || is_written_ || graph::any_capture()) [[likely]] return false;
    return has_lazy_alias_ = true;
  }

  void alias_tensor_list(IValue& value) {
    if (!value.isTensorList()) return alias_any(value);
    auto list = value.toTensorList();
    c10::List<Tensor> aliases;
    aliases.reserve(list.size());
    for (const Tensor& tensor : list) aliases.push_back(alias(Tensor(tensor)));
    value = std::move(aliases);
  }

  void alias_mixed_list(IValue& value) {
    DeviceCensus before = census_;
    alias_any(value);
    if (plan_.rule != DeviceRule::kIndexed) return;
    census_.host_scalar = before.host_scalar;
    census_.host_tensor = before.host_tensor;
  }

  void alias_any(IValue& value) {
    if (value.isTensor()) {
      value = alias(std::move(value).toTensor());
    } else if (value.isTensorList()) {
      alias_tensor_list(value);
    } else if (value.isList() && !value.isIntList() && !value.isDoubleList()) {
      auto list = value.toList().copy();
      for (size_t i = 0; i < list.size(); i++) {
        IValue element = list.get(i);
        alias_any(element);
        list.set(i, std::move(element));
      }
      value = std::move(list);
    }
  }

  void take_device(IValue& value) {
    c10::Device device = value.toDevice();
    if (device.type() == kFaceType) {
      asked_device_ = resolve_device(device.index());
      value = twin_device(asked_device_);
    } else {
      asked_host_ = true;
    }
  }

  // Conversions move data between host and device; so do questions whose answer is a number.
  Work kind_of_work(int device) const {
    bool is_question = plan_.reads_to_host && plan_.argument_count == 1;
    if (device == kHostResult || is_question) return Work::kCopyToHost;
    bool given_host = census_.device < 0 && (census_.host_scalar || census_.host_tensor);
    return given_host ? Work::kCopyToDevice : Work::kKernel;
  }

  void note_waiting(int device) const {
    bool moves = kind_of_work(device) != Work::kKernel;
    if (moves ? !is_asynchronous() : plan_.waits && plan_.waits(arguments()))
      synchronization::tell();
  }
  bool is_asynchronous() const {
    auto flag = op_.schema().argumentIndexWithName("non_blocking");
    return flag && arguments()[*flag].toBool();
  }

  int result_device() const {
    if (asked_host_) return kHostResult;
    if (asked_device_ >= 0) return asked_device_;
    return census_.device >= 0 ? census_.device : current_device();
  }

  void draw_from_generator(int device) {
    if (plan_.generator_argument < 0 || device == kHostResult) return;
    IValue& value = stack_[base_ + plan_.generator_argument];
    if (!generator_.defined()) {
      TORCH_CHECK(value.isNone(), "Expected a 'cuda' device type for generator but found '",
                  value.toGenerator().device().type(), "'");
      generator_ = default_generator(device);
    }
    value = engine_for_draw(generator_, plan_.draws_on_host);
  }

  void give_results_face(int device) {
    size_t base = stack_.size() - plan_.result_count;
    for (const Slot& slot : plan_.results) give_face(stack_[base + slot.index], device);
  }

  void give_face(IValue& value, int device) {
    if (value.isTensor()) {
      value = make_face(std::move(value).toTensor(), device, pairs_);
    } else if (value.isTensorList()) {
      auto list = value.toTensorList();
      c10::List<Tensor> faces;
      faces.reserve(list.size());
      for (size_t i = 0; i < list.size(); i++)
        faces.push_back(make_face(list.extract(i), device, pairs_));
      value = std::move(faces);
    } else if (value.isList()) {
      auto list = value.toList().copy();
      for (size_t i = 0; i < list.size(); i++) {
        IValue element = list.get(i);
        give_face(element, device);
        list.set(i, std::move(element));
      }
      value = std::move(list);
    }
  }

  const OpPlan& plan_;
  const c10::OperatorHandle& op_;
  c10::Stack& stack_;
  size_t base_;
  c10::SmallVector<AliasPair, 6> pairs_;
  DeviceCensus census_;
  at::Generator generator_;
  int asked_device_ = -1;
  bool asked_host_ = false;
  bool is_written_ = false;  // the argument being aliased
  bool has_lazy_alias_ = false;
  bool has_narrow_ = false;  // a tensor of half precision
};

}  // namespace

void run_boxed(const OpPlan& plan, const c10::OperatorHandle& op, c10::Stack* stack) {
  BoxedCall(plan, op, stack).run();
}

void BoxedKernel::operator()(const c10::OperatorHandle& op, c10::DispatchKeySet,
                             c10::Stack* stack) const {
  run_boxed(plan_, op, stack);
}

}  // namespace jarip
