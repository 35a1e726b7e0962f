// Storages whose bytes are shared by lazy clones (Tensor._lazy_clone) until one of them writes.
//
// PyTorch shares bytes whose data pointer is its own context, and ours has the twin for one. While
// they are shared the twins are kept aside, by address.
#pragma once

#include <c10/core/impl/COWDeleter.h>

#include "storage.h"

namespace jarip {

inline bool is_lazily_shared(c10::StorageImpl* face) {
  return face && face->_mutable_data_ptr_no_checks().get_deleter() == &c10::impl::cow::cow_deleter;
}

// Sets the twin aside, so that PyTorch can share the bytes.
void prepare_lazy_clone(c10::StorageImpl& face);

// Gives the face bytes of its own: a copy, or for the last that shares them the bytes themselves.
// Afterwards, and for a storage that PyTorch made so, the face has its twin again.
void end_lazy_clone(c10::StorageImpl& face);

// The twin of a lazily shared storage as one more lazy clone: a kernel that writes gets a copy,
// which the face then follows.
StoragePtr share_lazily(const c10::Storage& face);

}  // namespace jarip
