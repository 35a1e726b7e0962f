// Copies of lazily conjugated and negated views, for vendors that have `_copy_from`.
//
// PyTorch resolves such views of an operator's arguments by cloning them, and clones by
// `_copy_from`, which has the same arguments again: it recurses without end on a plug-in that has
// no `copy_` of its own. Here the bytes are copied as they lie, and the result is put right.
#include <ATen/ops/_conj.h>
#include <ATen/ops/_copy_from.h>
#include <ATen/ops/_neg_view.h>
#include <ATen/ops/neg.h>
#include <torch/library.h>

#include "vendor.h"

namespace jarip {
namespace {

using at::Tensor;

// The same bytes without conjugation and negation.
Tensor as_it_lies(const Tensor& tensor) {
  Tensor plain = tensor.is_conj() ? at::_conj(tensor) : tensor;
  return plain.is_neg() ? at::_neg_view(plain) : plain;
}

// A tensor of real numbers over the imaginary parts. PyTorch's views of them are not made for
// vendors, and its fallback would copy.
Tensor imaginary_part(const Tensor& numbers) {
  auto type = c10::toRealValueType(numbers.scalar_type());
  auto part = at::detail::make_tensor<c10::TensorImpl>(
      c10::TensorImpl::VIEW, c10::Storage(numbers.storage()), numbers.key_set(),
      c10::scalarTypeToTypeMeta(type));
  c10::SmallVector<int64_t, 5> strides(numbers.strides());
  for (int64_t& stride : strides) stride *= 2;
  part.unsafeGetTensorImpl()->set_sizes_and_strides(numbers.sizes(), strides,
                                                    numbers.storage_offset() * 2 + 1);
  return part;
}

Tensor copy_lazy(const Tensor& from, const Tensor& to, bool non_blocking) {
  bool conjugate = from.is_conj() != to.is_conj();
  bool negate = from.is_neg() != to.is_neg();
  Tensor target = as_it_lies(to);
  at::_copy_from(as_it_lies(from), target, non_blocking);
  if (conjugate) imaginary_part(target).neg_();
  if (negate) target.neg_();
  return to;
}

}  // namespace

void add_lazy_copies() {
  static torch::Library conjugated(torch::Library::IMPL, "aten", c10::DispatchKey::Conjugate,
                                   __FILE__, __LINE__);
  static torch::Library negated(torch::Library::IMPL, "aten", c10::DispatchKey::Negative, __FILE__,
                                __LINE__);
  conjugated.impl("_copy_from", TORCH_FN(copy_lazy));
  negated.impl("_copy_from", TORCH_FN(copy_lazy));
}

}  // namespace jarip
