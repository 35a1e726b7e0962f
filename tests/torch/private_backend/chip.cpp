// A PrivateUse1 device for tests, written from PyTorch's documentation of the extension points: its
// memory is closed to the host, copies and random numbers are its own, and every other operator is
// PyTorch's fallback, which brings the arguments to the host and the results back.
#include <ATen/EmptyTensor.h>
#include <ATen/Functions.h>
#include <ATen/InferSize.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/native/Resize.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <torch/library.h>

#include "device.h"

namespace testchip {
namespace {

using at::Tensor;
using c10::ScalarType;

constexpr c10::DispatchKeySet kChip{c10::DispatchKey::PrivateUse1};

ScalarType type_or_default(std::optional<ScalarType> type) {
  return type.value_or(c10::typeMetaToScalarType(at::get_default_dtype()));
}

// Makes the asked device current.
class On {
 public:
  explicit On(std::optional<c10::Device> device) : before_(t_device) {
    if (device && device->has_index()) t_device = device->index();
  }
  ~On() { t_device = before_; }

 private:
  int before_;
};

Tensor empty(at::IntArrayRef size, std::optional<ScalarType> type, std::optional<c10::Layout>,
             std::optional<c10::Device> device, std::optional<bool>,
             std::optional<c10::MemoryFormat> format) {
  On on(device);
  return at::detail::empty_generic(size, &memory(), kChip, type_or_default(type), format);
}

Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, std::optional<ScalarType> type,
                     std::optional<c10::Layout>, std::optional<c10::Device> device,
                     std::optional<bool>) {
  On on(device);
  return at::detail::empty_strided_generic(size, stride, &memory(), kChip, type_or_default(type));
}

// A tensor's elements as the host sees them while this lives.
class Seen {
 public:
  explicit Seen(const Tensor& tensor) : tensor_(tensor) {
    if (tensor.is_cpu() || tensor.numel() == 0) return;
    open_.emplace(tensor.const_data_ptr());
    tensor_ = at::from_blob(const_cast<void*>(tensor.const_data_ptr()), tensor.sizes(),
                            tensor.strides(), tensor.options().device(at::kCPU));
    if (tensor.is_conj()) tensor_._set_conj(true);
    if (tensor.is_neg()) tensor_._set_neg(true);
  }
  Tensor& operator*() { return tensor_; }

 private:
  Tensor tensor_;
  std::optional<Open> open_;
};

Tensor copy_from(const Tensor& from, const Tensor& to, bool) {
  journal().note(c10::str("copy ", from.device().type() == at::kCPU ? "host" : "chip", " to ",
                          to.device().type() == at::kCPU ? "host" : "chip"));
  if (to.numel() == 0) return to;
  Seen source(from), destination(to);
  (*destination).copy_(*source);
  return to;
}

const Tensor& resize_(const Tensor& self, at::IntArrayRef size, std::optional<c10::MemoryFormat>) {
  auto* impl = self.unsafeGetTensorImpl();
  impl->set_sizes_contiguous(size);
  size_t bytes = at::detail::computeStorageNbytesContiguous(size, impl->dtype().itemsize(),
                                                            impl->storage_offset());
  if (bytes > self.storage().nbytes()) Hooks().resizePrivateUse1Bytes(self.storage(), bytes);
  return self;
}

Tensor copy_from_and_resize(const Tensor& from, const Tensor& to) {
  if (from.sizes() != to.sizes()) resize_(to, from.sizes(), std::nullopt);
  return copy_from(from, to, false);
}

// Draws on the host with numbers of the chip's generator.
template <class Draw>
Tensor& draw(Tensor& self, const std::optional<at::Generator>& generator, Draw&& fill) {
  TORCH_CHECK(generator && generator->device().type() == c10::kPrivateUse1,
              "testchip: expected a generator of the chip");
  journal().note("draw");
  auto* own = static_cast<Generator*>(generator->unsafeGetGeneratorImpl());
  auto host = at::make_generator<at::CPUGeneratorImpl>(own->random64());
  Tensor drawn = at::empty(self.sizes(), self.options().device(at::kCPU));
  fill(drawn, host);
  copy_from(drawn, self, false);
  return self;
}

Tensor& uniform_(Tensor& self, double from, double to, std::optional<at::Generator> generator) {
  return draw(self, generator, [&](Tensor& t, const at::Generator& g) { t.uniform_(from, to, g); });
}
Tensor& normal_(Tensor& self, double mean, double std, std::optional<at::Generator> generator) {
  return draw(self, generator, [&](Tensor& t, const at::Generator& g) { t.normal_(mean, std, g); });
}
Tensor& bernoulli_(Tensor& self, double p, std::optional<at::Generator> generator) {
  return draw(self, generator, [&](Tensor& t, const at::Generator& g) { t.bernoulli_(p, g); });
}

// PyTorch leaves convolutions to the chip, without a fallback.
Tensor convolve(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                bool transposed, at::IntArrayRef output_padding, int64_t groups) {
  journal().note("aten::convolution_overrideable");
  std::optional<Tensor> host_bias;
  if (bias && bias->defined()) host_bias = bias->cpu();
  return at::convolution(input.cpu(), weight.cpu(), host_bias, stride, padding, dilation,
                         transposed, output_padding, groups)
      .to(input.device());
}

std::tuple<Tensor, Tensor, Tensor> convolve_backward(
    const Tensor& gradient, const Tensor& input, const Tensor& weight, at::IntArrayRef stride,
    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
    at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  int64_t outputs = transposed ? weight.size(1) * groups : weight.size(0);
  auto [x, w, b] = at::convolution_backward(gradient.cpu(), input.cpu(), weight.cpu(), {{outputs}},
                                            stride, padding, dilation, transposed, output_padding,
                                            groups, wanted);
  auto back = [&](const Tensor& t) { return t.defined() ? t.to(input.device()) : t; };
  return {back(x), back(w), back(b)};
}

void run_on_host(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  journal().note(op.schema().name());
  at::native::cpu_fallback(op, stack);
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", TORCH_FN(empty));
  m.impl("empty_strided", TORCH_FN(empty_strided));
  m.impl("_copy_from", TORCH_FN(copy_from));
  m.impl("_copy_from_and_resize", TORCH_FN(copy_from_and_resize));
  m.impl("resize_", TORCH_FN(resize_));
  m.impl("view", TORCH_FN(at::native::view));
  m.impl("as_strided", TORCH_FN(at::native::as_strided_tensorimpl));
  m.impl("uniform_", TORCH_FN(uniform_));
  m.impl("normal_", TORCH_FN(normal_));
  m.impl("bernoulli_.float", TORCH_FN(bernoulli_));
  m.impl("convolution_overrideable", TORCH_FN(convolve));
  m.impl("convolution_backward_overrideable", TORCH_FN(convolve_backward));
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) {
  m.fallback(torch::CppFunction::makeFromBoxedFunction<&run_on_host>());
}

c10::impl::DeviceGuardImplRegistrar registered_guard(c10::kPrivateUse1, new Guard);

}  // namespace
}  // namespace testchip

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
  c10::SetAllocator(c10::kPrivateUse1, &testchip::memory());
  at::RegisterPrivateUse1HooksInterface(new testchip::Hooks);
  m.def("take_journal", [] { return testchip::journal().take(); });
  m.def("current_device", [] { return testchip::t_device; });
}
