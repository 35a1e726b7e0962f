#include "host_view.h"

#include "alias.h"
#include "devices.h"
#include "layouts.h"
#include "vendor.h"

namespace jarip {

using at::Tensor;

Tensor host_view(const Tensor& face) {
  if (!is_face(face)) return face;
  check_host_reads("compiling, sharing or communicating a tensor");
  auto keys = face.key_set();
  if (!keys.has(c10::DispatchKey::Dense)) return make_layout_view(face);
  auto view = at::detail::make_tensor<c10::TensorImpl>(
      c10::Storage(twin_of(face.storage())),
      c10::DispatchKeySet(twin_key(c10::DispatchKey::Dense)), face.dtype());
  auto* impl = view.unsafeGetTensorImpl();
  impl->set_sizes_and_strides(face.sizes(), face.strides(), face.storage_offset());
  if (face.is_conj()) impl->_set_conj(true);
  if (face.is_neg()) impl->_set_neg(true);
  return view;
}

std::vector<Tensor> host_views(const std::vector<Tensor>& faces) {
  std::vector<Tensor> views;
  for (const Tensor& face : faces) views.push_back(host_view(face));
  return views;
}

Tensor device_view(Tensor host, int device) {
  check_host_reads("giving the device a tensor of the host");
  return make_face(std::move(host), resolve_device(device), {});
}

Tensor device_view_among(Tensor host, int device, const std::vector<Tensor>& sources) {
  std::vector<AliasPair> pairs;
  for (const Tensor& source : sources)
    if (is_face(source)) pairs.emplace_back(source, make_alias(source));
  return make_face(std::move(host), resolve_device(device), pairs);
}

}  // namespace jarip
