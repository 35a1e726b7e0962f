// Operators that change what memory a tensor is over, or how, without touching the memory.
#include <ATen/native/Resize.h>
#include <ATen/native/ResizeCommon.h>
#include <ATen/ops/_lazy_clone_native.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <ATen/Context.h>

#include "lazy_clone.h"
#include "own_kernels.h"
#include "storage.h"

namespace jarip {
namespace {

using at::Tensor;

void grow_storage(c10::TensorImpl& impl, size_t bytes) {
  if (impl.numel() == 0 || bytes <= impl.storage().nbytes()) return;
  resize_face_storage(*impl.unsafe_storage().unsafeGetStorageImpl(), bytes);
}

void resize_impl(c10::TensorImpl& impl, at::IntArrayRef size, at::OptionalIntArrayRef stride) {
  if (impl.sizes() == size && (!stride || impl.strides() == *stride)) return;
  size_t item = impl.dtype().itemsize();
  size_t bytes;
  if (stride) {
    impl.set_sizes_and_strides(size, *stride);
    bytes = at::detail::computeStorageNbytes(size, *stride, item, impl.storage_offset());
  } else {
    impl.set_sizes_contiguous(size);
    bytes = at::detail::computeStorageNbytesContiguous(size, item, impl.storage_offset());
  }
  grow_storage(impl, bytes);
}

const Tensor& resize_(const Tensor& self, at::IntArrayRef size,
                      std::optional<c10::MemoryFormat> format) {
  auto& impl = *self.unsafeGetTensorImpl();
  int64_t before = static_cast<int64_t>(impl.storage().nbytes());
  resize_impl(impl, size, std::nullopt);
  if (format) {
    TORCH_CHECK(*format != c10::MemoryFormat::Preserve, "Unsupported memory format", *format);
    impl.empty_tensor_restride(*format);
  }
  if (at::globalContext().deterministicAlgorithms() &&
      at::globalContext().deterministicFillUninitializedMemory())
    at::native::fill_resize_deterministic_(self, before);
  return self;
}

Tensor& set_storage_(Tensor& self, at::Storage storage, int64_t offset, at::IntArrayRef size,
                     at::IntArrayRef stride) {
  at::native::checkSetStorage(self, std::move(storage), offset, size, stride);
  auto& impl = *self.unsafeGetTensorImpl();
  impl.set_storage_offset(offset);
  resize_impl(impl, size, stride.data() ? at::OptionalIntArrayRef(stride) : std::nullopt);
  return self;
}

Tensor& set_whole_storage_(Tensor& self, at::Storage storage) {
  auto count = static_cast<int64_t>(storage.nbytes() / self.dtype().itemsize());
  return set_storage_(self, std::move(storage), 0, count, {});
}

Tensor& set_tensor_(Tensor& self, const Tensor& source) {
  if (self.unsafeGetTensorImpl() == source.unsafeGetTensorImpl()) return self;
  return set_storage_(self, source.storage(), source.storage_offset(), source.sizes(),
                      source.strides());
}

Tensor& set_nothing_(Tensor& self) {
  c10::Storage storage = make_face_storage(make_twin_storage(0, self.device().index()),
                                           self.device().index());
  return set_storage_(self, std::move(storage), 0, {0}, {});
}

Tensor lazy_clone(const Tensor& self) {
  prepare_lazy_clone(*self.unsafeGetTensorImpl()->unsafe_storage().unsafeGetStorageImpl());
  return at::native::_lazy_clone(self);
}

}  // namespace

void add_storage_kernels(OwnKernels& kernels) {
  kernels.add("resize_", TORCH_FN(resize_));
  kernels.add("set_.source_Storage_storage_offset", TORCH_FN(set_storage_));
  kernels.add("set_.source_Storage", TORCH_FN(set_whole_storage_));
  kernels.add("set_.source_Tensor", TORCH_FN(set_tensor_));
  kernels.add("set_", TORCH_FN(set_nothing_));
  kernels.add("_lazy_clone", TORCH_FN(lazy_clone));
  // Views: PyTorch's own functions, which look at metadata only.
  kernels.add("as_strided", TORCH_FN(at::native::as_strided_tensorimpl));
  kernels.add("view", TORCH_FN(at::native::view));
  kernels.add("_reshape_alias", TORCH_FN(at::native::_reshape_alias));
  kernels.add("unfold", TORCH_FN(at::native::unfold));
}

}  // namespace jarip
