#include "layouts.h"

#include "host_view.h"

#include <ATen/NestedTensorImpl.h>
#include <ATen/SparseCsrTensorImpl.h>
#include <ATen/SparseTensorImpl.h>
#include <ATen/quantized/QTensorImpl.h>

namespace jarip {
namespace {

using at::Tensor;
using c10::DispatchKey;
using c10::DispatchKeySet;

// How one side (alias or face) is built: its key for each layout and how a member is converted.
struct Side {
  c10::BackendComponent backend;
  c10::Device device;
  std::function<Tensor(const Tensor&)> member;

  DispatchKeySet keys(DispatchKey functionality) const {
    return DispatchKeySet(c10::toRuntimePerBackendFunctionalityKey(functionality, backend));
  }
};

void copy_sparse(const at::SparseTensorImpl& from, at::SparseTensorImpl& to, const Side& side) {
  to.raw_resize_(from.sparse_dim(), from.dense_dim(), from.sizes());
  to.set_indices_and_values_unsafe(side.member(from.indices()), side.member(from.values()));
  to.set_coalesced(from.coalesced());
}

void copy_compressed(const at::SparseCsrTensorImpl& from, at::SparseCsrTensorImpl& to,
                     const Side& side) {
  to.set_member_tensors(side.member(from.compressed_indices()), side.member(from.plain_indices()),
                        side.member(from.values()), from.sizes());
}

Tensor convert_sparse(const Tensor& from, const Side& side) {
  auto to = at::detail::make_tensor<at::SparseTensorImpl>(side.keys(DispatchKey::Sparse),
                                                          from.dtype());
  copy_sparse(*static_cast<at::SparseTensorImpl*>(from.unsafeGetTensorImpl()),
              *static_cast<at::SparseTensorImpl*>(to.unsafeGetTensorImpl()), side);
  return to;
}

Tensor convert_compressed(const Tensor& from, const Side& side) {
  auto to = at::detail::make_tensor<at::SparseCsrTensorImpl>(
      side.keys(DispatchKey::SparseCsr), side.device, from.layout(), from.dtype());
  copy_compressed(*static_cast<at::SparseCsrTensorImpl*>(from.unsafeGetTensorImpl()),
                  *static_cast<at::SparseCsrTensorImpl*>(to.unsafeGetTensorImpl()), side);
  return to;
}

Tensor bytes_of(const Tensor& tensor) {
  const c10::Storage& storage = tensor.unsafeGetTensorImpl()->unsafe_storage();
  auto key = tensor.device().type() == kFaceType ? face_key(DispatchKey::Dense)
                                                 : twin_key(DispatchKey::Dense);
  auto bytes = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(storage), DispatchKeySet(key),
                                                        tensor.dtype());
  auto count = static_cast<int64_t>(storage.nbytes() / tensor.dtype().itemsize());
  bytes.unsafeGetTensorImpl()->set_sizes_contiguous({count});
  return bytes;
}

Tensor convert_quantized(const Tensor& from, const Side& side) {
  auto* quantized = static_cast<at::QTensorImpl*>(from.unsafeGetTensorImpl());
  auto to = at::detail::make_tensor<at::QTensorImpl>(
      c10::Storage(side.member(bytes_of(from)).storage()), side.keys(DispatchKey::Quantized),
      from.dtype(), quantized->quantizer());
  to.unsafeGetTensorImpl()->set_sizes_and_strides(from.sizes(), from.strides(),
                                                  from.storage_offset());
  return to;
}

Tensor convert_nested(const Tensor& from, const Side& side) {
  auto* nested = static_cast<at::native::NestedTensorImpl*>(from.unsafeGetTensorImpl());
  return at::detail::make_tensor<at::native::NestedTensorImpl>(
      side.member(bytes_of(from)), nested->get_nested_sizes(), nested->get_nested_strides(),
      nested->get_storage_offsets());
}

Tensor convert(const Tensor& from, const Side& side) {
  auto keys = from.key_set();
  if (keys.has(DispatchKey::Sparse)) return convert_sparse(from, side);
  if (keys.has(DispatchKey::SparseCsr)) return convert_compressed(from, side);
  if (keys.has(DispatchKey::Quantized)) return convert_quantized(from, side);
  if (keys.has(DispatchKey::NestedTensor)) return convert_nested(from, side);
  return {};
}

Side twin_side(int device, Tensor (*member)(const Tensor&)) {
  return {kTwinBackend, twin_device(device), member};
}

Side face_side(int device, AliasPairs arguments) {
  return {kFaceBackend, face_device(device), [=](const Tensor& member) {
            return make_face(Tensor(member), device, arguments);
          }};
}

bool is_alias_of(const Tensor& alias, const c10::Storage& twin) {
  return alias.defined() && alias.unsafeGetTensorImpl()->unsafe_storage().is_alias_of(twin);
}

using Members = c10::SmallVector<Tensor, 3>;

Members members_of(const Tensor& tensor) {
  auto* impl = tensor.unsafeGetTensorImpl();
  if (tensor.key_set().has(DispatchKey::Sparse)) {
    auto* sparse = static_cast<at::SparseTensorImpl*>(impl);
    return {sparse->indices(), sparse->values()};
  }
  if (tensor.key_set().has(DispatchKey::SparseCsr)) {
    auto* compressed = static_cast<at::SparseCsrTensorImpl*>(impl);
    return {compressed->compressed_indices(), compressed->plain_indices(), compressed->values()};
  }
  return {tensor};
}

}  // namespace

static Tensor convert_or_raise(const Tensor& face, const Side& side) {
  Tensor converted = convert(face, side);
  TORCH_CHECK_NOT_IMPLEMENTED(
      converted.defined(), "jarip: a ", face.layout(), " tensor with keys ", face.key_set(),
      " has no bytes that the host could work on; move it with .cpu() or make it dense first");
  return converted;
}

Tensor make_layout_alias(const Tensor& face) {
  return convert_or_raise(face, twin_side(face.device().index(), &make_alias));
}

Tensor make_layout_view(const Tensor& face) {
  return convert_or_raise(face, twin_side(face.device().index(), &host_view));
}

Tensor make_layout_face(Tensor&& result, int device, AliasPairs arguments) {
  for (const AliasPair& argument : arguments)
    if (argument.alias.is_same(result)) return argument.face;
  Tensor face = convert(result, face_side(device, arguments));
  return face.defined() ? face : std::move(result);
}

// A member that was written, and perhaps resized, in place is still the alias of the face's own.
static void update_member_faces(const AliasPair& written, AliasPairs arguments) {
  if (written.alias.layout() == at::kStrided) return;
  Members aliases = members_of(written.alias), faces = members_of(written.face);
  for (size_t i = 0; i < aliases.size(); i++) {
    auto* alias = AliasImpl::of(aliases[i].unsafeGetTensorImpl());
    if (alias && alias->face() == faces[i].unsafeGetTensorImpl())
      update_face(AliasPair(faces[i], aliases[i]), arguments);
  }
}

void update_layout_face(const AliasPair& written, AliasPairs arguments) {
  auto* alias = written.alias.unsafeGetTensorImpl();
  auto* face = written.face.unsafeGetTensorImpl();
  update_member_faces(written, arguments);
  Side side = face_side(face->device().index(), arguments);
  if (alias->key_set().has(DispatchKey::Sparse)) {
    copy_sparse(*static_cast<at::SparseTensorImpl*>(alias),
                *static_cast<at::SparseTensorImpl*>(face), side);
  } else if (alias->key_set().has(DispatchKey::SparseCsr)) {
    copy_compressed(*static_cast<at::SparseCsrTensorImpl*>(alias),
                    *static_cast<at::SparseCsrTensorImpl*>(face), side);
  } else if (alias->key_set().has(DispatchKey::Quantized)) {
    auto* quantized = static_cast<at::QTensorImpl*>(alias);
    static_cast<at::QTensorImpl*>(face)->set_quantizer_(quantized->quantizer());
    face->set_sizes_and_strides(alias->sizes(), alias->strides(), alias->storage_offset());
  }
}

const c10::Storage* find_storage(const AliasPair& argument, const c10::Storage& twin) {
  Members aliases = members_of(argument.alias);
  Members faces = members_of(argument.face);
  for (size_t i = 0; i < aliases.size(); i++) {
    if (!is_alias_of(aliases[i], twin)) continue;
    // A member that the kernel replaced has no face yet.
    const c10::Storage& face = faces[i].unsafeGetTensorImpl()->unsafe_storage();
    if (face.data() == twin.data()) return &face;
  }
  return nullptr;
}

}  // namespace jarip
