#include "storage.h"

#include <c10/core/CPUAllocator.h>

#include <array>
#include <cstring>
#include <utility>

#include "allocators.h"
#include "devices.h"
#include "lazy_clone.h"
#include "target.h"

namespace jarip {
namespace {

using c10::StorageImpl;

// The deleter marks a data pointer as ours; nothing else is kept per storage.
void release_twin(void* context) {
  c10::intrusive_ptr<StorageImpl>::reclaim(static_cast<StorageImpl*>(context));
}

void replace_data(StorageImpl& face, StoragePtr twin) {
  int device = face.device().index();
  if (face.has_materializer()) face.clear_materializer();  // lazily shared so far
  face.set_data_ptr_noswap(face_data(std::move(twin), device));
}

StorageImpl* owned_twin(StorageImpl& face) {
  const auto& data = face._mutable_data_ptr_no_checks();
  if (data.get_deleter() != &release_twin) return nullptr;
  auto* twin = static_cast<StorageImpl*>(data.get_context());
  const auto& bytes = twin->_mutable_data_ptr_no_checks();
  return bytes.get() == data.get() && twin->nbytes() == face.nbytes() ? twin : nullptr;
}

StoragePtr borrow_twin(const c10::Storage& face) {
  StorageImpl* impl = face.unsafeGetStorageImpl();
  auto* keep_alive = new c10::Storage(face);
  auto release = [](void* context) { delete static_cast<c10::Storage*>(context); };
  c10::DataPtr data(impl->mutable_data(), keep_alive, release,
                    twin_device(impl->device().index()));
  return c10::make_intrusive<StorageImpl>(StorageImpl::use_byte_size_t(),
                                          static_cast<int64_t>(impl->nbytes()), std::move(data),
                                          c10::GetAllocator(kTwinType), false);
}

}  // namespace

StoragePtr make_twin_storage(size_t bytes, int device) {
  if constexpr (!kTwinIsHost)  // a vendor may have a kind of storage of its own
    return c10::make_storage_impl(StorageImpl::use_byte_size_t(), static_cast<int64_t>(bytes),
                                  allocate_twin(bytes, device), c10::GetAllocator(kTwinType), true,
                                  twin_device(device));
  return c10::make_intrusive<StorageImpl>(StorageImpl::use_byte_size_t(),
                                          static_cast<int64_t>(bytes),
                                          allocate_twin(bytes, device),
                                          c10::GetAllocator(kTwinType), true);
}

c10::DataPtr face_data(StoragePtr twin, int device) {
  void* data = twin->_mutable_data_ptr_no_checks().get();
  return {data, twin.release(), &release_twin, face_device(device)};
}

c10::Storage make_face_storage(StoragePtr twin, int device) {
  auto bytes = static_cast<int64_t>(twin->nbytes());
  bool resizable = twin->resizable();
  return c10::Storage(c10::make_intrusive<StorageImpl>(
      StorageImpl::use_byte_size_t(), bytes, face_data(std::move(twin), device), face_allocator(),
      resizable));
}

StoragePtr twin_of(const c10::Storage& face) {
  StorageImpl& impl = *face.unsafeGetStorageImpl();
  if (StorageImpl* twin = owned_twin(impl)) [[likely]] return StoragePtr::reclaim_copy(twin);
  end_lazy_clone(impl);
  StorageImpl* twin = owned_twin(impl);
  return twin ? StoragePtr::reclaim_copy(twin) : borrow_twin(face);
}

StoragePtr owned_twin_of(StorageImpl& face) {
  StorageImpl* twin = owned_twin(face);
  return twin ? StoragePtr::reclaim_copy(twin) : StoragePtr();
}

void follow_twin(StorageImpl& face, const StoragePtr& twin) {
  const auto& bytes = twin->_mutable_data_ptr_no_checks();
  const auto& data = face._mutable_data_ptr_no_checks();
  if (bytes.get() == data.get() && twin->nbytes() == face.nbytes()) return;
  replace_data(face, twin);
  face.set_nbytes(twin->nbytes());
}

void adopt_twin(StorageImpl& face, StoragePtr twin) { replace_data(face, std::move(twin)); }

void resize_face_storage(StorageImpl& face, size_t bytes) {
  TORCH_CHECK(face.resizable(), "Trying to resize storage that is not resizable");
  int device = face.device().index();
  StoragePtr grown = make_twin_storage(bytes, device);
  size_t kept = std::min(bytes, face.nbytes());
  if (kept > 0) copy_twin(grown->mutable_data(), face.data(), kept);
  replace_data(face, std::move(grown));
  face.set_nbytes(bytes);
}

}  // namespace jarip
