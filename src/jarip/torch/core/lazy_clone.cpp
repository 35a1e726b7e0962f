#include "lazy_clone.h"

#include <c10/core/impl/COW.h>

#include <mutex>
#include <unordered_map>

#include "devices.h"
#include "target.h"

namespace jarip {
namespace {

using c10::StorageImpl;

class TwinsByAddress {
 public:
  void put(void* data, StoragePtr twin) {
    std::lock_guard<std::mutex> hold(mutex_);
    twins_[data] = std::move(twin);
  }
  StoragePtr take(void* data) {
    std::lock_guard<std::mutex> hold(mutex_);
    auto node = twins_.extract(data);
    return node.empty() ? StoragePtr() : std::move(node.mapped());
  }

 private:
  std::mutex mutex_;
  std::unordered_map<void*, StoragePtr> twins_;
};

TwinsByAddress& aside() {
  static auto* twins = new TwinsByAddress;
  return *twins;
}

void release_aside(void* data) { aside().take(data); }

}  // namespace

void prepare_lazy_clone(StorageImpl& face) {
  StoragePtr twin = owned_twin_of(face);
  if (!twin) return;
  c10::Device device = face.device();
  void* data = twin->_mutable_data_ptr_no_checks().get();
  if (data) aside().put(data, std::move(twin));
  face.set_data_ptr_noswap(data ? c10::DataPtr(data, data, &release_aside, device)
                                : c10::DataPtr(nullptr, device));
}

void end_lazy_clone(StorageImpl& face) {
  if (is_lazily_shared(&face)) {
    int before = current_device();  // a copy is made on the storage's device, whichever is current
    set_current_device_unchecked(face.device().index());
    face.mutable_data();
    set_current_device_unchecked(before);
  }
  auto& data = face._mutable_data_ptr_no_checks();
  if (data.get_deleter() != &release_aside) return;
  StoragePtr twin = aside().take(data.get());
  data.release_context();
  adopt_twin(face, std::move(twin));
}

StoragePtr share_lazily(const c10::Storage& face) {
  StorageImpl& impl = *face.unsafeGetStorageImpl();
  const auto& data = impl._mutable_data_ptr_no_checks();
  auto* context = static_cast<c10::impl::cow::COWDeleterContext*>(data.get_context());
  context->increment_refcount();
  c10::DataPtr shared(data.get(), context, &c10::impl::cow::cow_deleter,
                      twin_device(impl.device().index()));
  auto twin = c10::make_intrusive<StorageImpl>(StorageImpl::use_byte_size_t(),
                                               static_cast<int64_t>(impl.nbytes()),
                                               std::move(shared), c10::GetAllocator(kTwinType),
                                               impl.resizable());
  twin->set_materializer(&c10::impl::cow::materialize_cow);
  return twin;
}

}  // namespace jarip
