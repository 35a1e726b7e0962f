// Tensors of the face seen as tensors of the twin, and results of the twin given the face.
#pragma once

#include <ATen/core/Tensor.h>

#include "lazy_clone.h"
#include "storage.h"
#include "target.h"

namespace jarip {

// A twin-device tensor over a face tensor's bytes, alive for the length of one operator call. It
// carries no autograd keys, so it costs no version counter, and it knows whose alias it is.
class AliasImpl final : public c10::TensorImpl {
 public:
  AliasImpl(c10::Storage&& twin, const c10::TensorImpl& face);

  // The tensor it stands for; null once the call is over.
  const c10::TensorImpl* face() const { return face_; }
  void forget_face() { face_ = nullptr; }

  static AliasImpl* of(c10::TensorImpl* impl);  // null when it is no alias

 private:
  const c10::TensorImpl* face_;
};

// One argument of the running call: what the program gave and what the kernel gets.
struct AliasPair {
  at::Tensor face;
  at::Tensor alias;

  AliasPair(at::Tensor face, at::Tensor alias) : face(std::move(face)), alias(std::move(alias)) {}
  AliasPair(AliasPair&&) = default;
  AliasPair& operator=(AliasPair&&) = default;
  ~AliasPair();  // a kernel that kept the alias keeps a plain tensor
};
using AliasPairs = c10::ArrayRef<AliasPair>;

inline bool is_face(const at::Tensor& tensor) {
  return tensor.defined() && tensor.device().type() == kFaceType;
}

inline bool is_lazily_shared(const at::Tensor& tensor) {
  const c10::TensorImpl& impl = *tensor.unsafeGetTensorImpl();
  return impl.key_set().has(c10::DispatchKey::Dense) &&
         is_lazily_shared(impl.unsafe_storage().unsafeGetStorageImpl());
}

// The alias of a face tensor of any layout.
at::Tensor make_alias(const at::Tensor& face);

// Of a dense tensor that lazy clones share their bytes with, to be read. A kernel that writes all
// the same leaves its copy in the alias: follow_lazy_alias.
at::Tensor make_lazy_alias(const at::Tensor& face, AliasPairs arguments);
void follow_lazy_alias(const AliasPair& argument);

// A tensor that a twin kernel returned, as the program sees it, on `device`. Takes the argument
// over: an unshared dense result is turned in place. Bytes that belong to an argument keep that
// argument's storage.
at::Tensor make_face(at::Tensor&& result, int device, AliasPairs arguments);

// After an operator that writes: size, stride, storage, members and the bits for lazy conjugation
// and negation of the alias go to its face.
void update_face(const AliasPair& written, AliasPairs arguments);

// Turns a dense twin tensor that nothing else refers to into one of the face.
void turn_in_place(c10::TensorImpl& impl, c10::Storage&& storage, int device);

}  // namespace jarip
