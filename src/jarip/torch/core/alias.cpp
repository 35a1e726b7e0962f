#include "alias.h"

#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <typeinfo>

#include "layouts.h"

namespace jarip {
namespace {

using at::Tensor;
using c10::DispatchKey;
using c10::DispatchKeySet;
using c10::TensorImpl;

constexpr DispatchKeySet kTwinDense{twin_key(DispatchKey::Dense)};
constexpr DispatchKeySet kLazyViewBits{DispatchKey::Conjugate, DispatchKey::Negative};

bool is_dense(const TensorImpl& impl) {
  return impl.key_set().has(DispatchKey::Dense) && impl.has_storage();
}

// Forward differentiation's zeros, which have no bytes.
bool is_unwritten_zero(const TensorImpl& impl) {
  return impl.key_set().has(DispatchKey::ZeroTensor);
}

// The storage of the argument whose twin these bytes are, or a new one.
c10::Storage find_face_storage(const c10::Storage& twin, int device, AliasPairs arguments) {
  for (const AliasPair& argument : arguments)
    if (const c10::Storage* face = find_storage(argument, twin)) return *face;
  return make_face_storage(StoragePtr::reclaim_copy(twin.unsafeGetStorageImpl()), device);
}

Tensor make_view(const TensorImpl& result, c10::Storage&& storage) {
  auto face = at::detail::make_tensor<TensorImpl>(
      std::move(storage), DispatchKeySet(face_key(DispatchKey::Dense)), result.dtype());
  auto* impl = face.unsafeGetTensorImpl();
  impl->set_sizes_and_strides(result.sizes(), result.strides(), result.storage_offset());
  if (result.is_wrapped_number()) impl->set_wrapped_number(true);
  if (result.is_conj()) impl->_set_conj(true);
  if (result.is_neg()) impl->_set_neg(true);
  return face;
}

Tensor face_of_alias(const AliasImpl& alias) {
  auto* face = const_cast<TensorImpl*>(alias.face());
  return Tensor(c10::intrusive_ptr<TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(face));
}

}  // namespace

AliasImpl::AliasImpl(c10::Storage&& twin, const TensorImpl& face)
    : TensorImpl(TensorImpl::VIEW, std::move(twin), kTwinDense | (face.key_set() & kLazyViewBits),
                 face.dtype()),
      face_(&face) {
  copy_generic_tensor_metadata(&face, this);
  device_opt_ = storage_.device();
}

AliasImpl* AliasImpl::of(TensorImpl* impl) {
  return typeid(*impl) == typeid(AliasImpl) ? static_cast<AliasImpl*>(impl) : nullptr;
}

AliasPair::~AliasPair() {
  if (!alias.defined() || alias.use_count() == 1) return;
  if (auto* impl = AliasImpl::of(alias.unsafeGetTensorImpl())) impl->forget_face();
}

Tensor make_alias(const Tensor& face) {
  const TensorImpl& impl = *face.unsafeGetTensorImpl();
  if (is_unwritten_zero(impl)) [[unlikely]]
    return at::zeros(face.sizes(), face.options().device(twin_device(face.device().index())));
  if (!is_dense(impl)) [[unlikely]] return make_layout_alias(face);
  return at::detail::make_tensor<AliasImpl>(c10::Storage(twin_of(impl.unsafe_storage())), impl);
}

Tensor make_lazy_alias(const Tensor& face, AliasPairs arguments) {
  const TensorImpl& impl = *face.unsafeGetTensorImpl();
  const c10::Storage& storage = impl.unsafe_storage();
  for (const AliasPair& argument : arguments)  // views of one storage must see each other's writes
    if (is_dense(*argument.face.unsafeGetTensorImpl()) && argument.face.is_alias_of(face))
      return at::detail::make_tensor<AliasImpl>(c10::Storage(argument.alias.storage()), impl);
  return at::detail::make_tensor<AliasImpl>(c10::Storage(share_lazily(storage)), impl);
}

void follow_lazy_alias(const AliasPair& argument) {
  if (!is_lazily_shared(argument.face) || is_lazily_shared(argument.alias)) return;
  const c10::Storage& twin = argument.alias.unsafeGetTensorImpl()->unsafe_storage();
  follow_twin(*argument.face.unsafeGetTensorImpl()->unsafe_storage().unsafeGetStorageImpl(),
              StoragePtr::reclaim_copy(twin.unsafeGetStorageImpl()));
}

Tensor make_face(Tensor&& result, int device, AliasPairs arguments) {
  if (!result.defined() || result.device().type() != kTwinType) return std::move(result);
  TensorImpl& impl = *result.unsafeGetTensorImpl();
  auto* alias = AliasImpl::of(&impl);
  if (alias && alias->face()) return face_of_alias(*alias);
  if (!is_dense(impl)) [[unlikely]]
    return make_layout_face(std::move(result), device, arguments);
  const c10::Storage& twin = impl.unsafe_storage();
  bool unshared = result.use_count() == 1 && twin.use_count() == 1;
  if (unshared && (!impl.is_inference() || c10::InferenceMode::is_enabled())) [[likely]] {
    StoragePtr bytes = StoragePtr::reclaim_copy(twin.unsafeGetStorageImpl());
    turn_in_place(impl, make_face_storage(std::move(bytes), device), device);
    return std::move(result);
  }
  return make_view(impl, find_face_storage(twin, device, arguments));
}

void turn_in_place(TensorImpl& impl, c10::Storage&& storage, int device) {
  impl._change_backend_component_keys(face_device(device));
  impl.set_storage_keep_dtype(std::move(storage));
}

void update_face(const AliasPair& written, AliasPairs arguments) {
  auto* alias = AliasImpl::of(written.alias.unsafeGetTensorImpl());
  if (!alias) return update_layout_face(written, arguments);
  auto& face = *written.face.unsafeGetTensorImpl();
  auto* storage = face.unsafe_storage().unsafeGetStorageImpl();
  follow_twin(*storage, StoragePtr::reclaim_copy(alias->unsafe_storage().unsafeGetStorageImpl()));
  if (alias->sizes() != face.sizes() || alias->strides() != face.strides() ||
      alias->storage_offset() != face.storage_offset())
    face.set_sizes_and_strides(alias->sizes(), alias->strides(), alias->storage_offset());
  if (alias->is_conj() != face.is_conj()) face._set_conj(alias->is_conj());
  if (alias->is_neg() != face.is_neg()) face._set_neg(alias->is_neg());
}

}  // namespace jarip
