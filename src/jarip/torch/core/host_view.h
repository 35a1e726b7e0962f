// Host tensors over a face tensor's bytes that live as long as they are wanted, unlike an alias,
// and the other way round.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace jarip {

at::Tensor host_view(const at::Tensor& face);  // host tensors pass
std::vector<at::Tensor> host_views(const std::vector<at::Tensor>& faces);

// The face of a host tensor; takes it over when nothing else refers to it.
at::Tensor device_view(at::Tensor host, int device);

// As device_view, but bytes that are those of one of `sources` keep its storage.
at::Tensor device_view_among(at::Tensor host, int device, const std::vector<at::Tensor>& sources);

}  // namespace jarip
