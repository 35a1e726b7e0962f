// A face storage and its twin: two StorageImpl objects over the same bytes.
//
// The face's data pointer owns its twin, so the bytes live as long as either. Nothing is copied.
#pragma once

#include <c10/core/Storage.h>

#include <cstddef>

namespace jarip {

using StoragePtr = c10::intrusive_ptr<c10::StorageImpl>;

// A fresh twin storage of `bytes` from the pool of `device`.
StoragePtr make_twin_storage(size_t bytes, int device);

// The data pointer of a face storage; takes over the reference to the twin.
c10::DataPtr face_data(StoragePtr twin, int device);

// A face storage over a twin.
c10::Storage make_face_storage(StoragePtr twin, int device);

// The twin of a face storage. Memory that did not come from this module (from_blob, IPC) gets a
// twin that keeps the face alive. Bytes shared with lazy clones become the face's own first.
StoragePtr twin_of(const c10::Storage& face);

// The twin that a face's data pointer owns; null when it owns none.
StoragePtr owned_twin_of(c10::StorageImpl& face);

// After a kernel ran: the twin may have been resized, so the face follows it.
void follow_twin(c10::StorageImpl& face, const StoragePtr& twin);

// UntypedStorage.resize_: keeps the leading bytes.
void resize_face_storage(c10::StorageImpl& face, size_t bytes);

// Puts the face over another twin's bytes, which have the same content and size.
void adopt_twin(c10::StorageImpl& face, StoragePtr twin);

}  // namespace jarip
