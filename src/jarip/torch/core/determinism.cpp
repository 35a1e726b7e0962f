#include "determinism.h"

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>

#include <string_view>

namespace jarip {
namespace {

using Arguments = c10::ArrayRef<c10::IValue>;

bool is_floating_point(Arguments arguments) { return arguments[0].toTensor().is_floating_point(); }
bool has_weights(Arguments arguments) {
  return arguments[1].isTensor() && arguments[1].toTensor().defined();
}
bool accumulates(Arguments arguments) { return arguments[3].toBool(); }  // else the host's alerts
template <size_t mode>
bool takes_maximum(Arguments arguments) {
  constexpr int64_t kMax = 2;  // EmbeddingBag's mode
  return arguments[mode].toInt() == kMax;
}
bool has_dimension(Arguments arguments) { return arguments.size() > 1; }

struct Row {
  std::string_view name;  // of all overloads
  Nondeterminism found;
};

constexpr Row kRows[] = {
    {"aten::_adaptive_avg_pool2d_backward", {"adaptive_avg_pool2d_backward_cuda", nullptr}},
    {"aten::_adaptive_avg_pool3d_backward", {"adaptive_avg_pool3d_backward_cuda", nullptr}},
    {"aten::adaptive_max_pool2d_backward", {"adaptive_max_pool2d_backward_cuda", nullptr}},
    {"aten::avg_pool3d_backward", {"avg_pool3d_backward_cuda", nullptr}},
    {"aten::fractional_max_pool2d_backward", {"fractional_max_pool2d_backward_cuda", nullptr}},
    {"aten::fractional_max_pool3d_backward", {"fractional_max_pool3d_backward_cuda", nullptr}},
    {"aten::upsample_linear1d_backward", {"upsample_linear1d_backward_out_cuda", nullptr}},
    {"aten::upsample_bilinear2d_backward", {"upsample_bilinear2d_backward_out_cuda", nullptr}},
    {"aten::upsample_bicubic2d_backward", {"upsample_bicubic2d_backward_out_cuda", nullptr}},
    {"aten::upsample_trilinear3d_backward", {"upsample_trilinear3d_backward_out_cuda", nullptr}},
    {"aten::reflection_pad1d_backward", {"reflection_pad1d_backward_out_cuda", nullptr}},
    {"aten::reflection_pad2d_backward", {"reflection_pad2d_backward_cuda", nullptr}},
    {"aten::reflection_pad3d_backward", {"reflection_pad3d_backward_out_cuda", nullptr}},
    {"aten::replication_pad1d_backward", {"replication_pad1d_backward_cuda", nullptr}},
    {"aten::replication_pad2d_backward", {"replication_pad2d_backward_cuda", nullptr}},
    {"aten::replication_pad3d_backward", {"replication_pad3d_backward_cuda", nullptr}},
    {"aten::max_pool3d_with_indices_backward",
     {"max_pool3d_with_indices_backward_cuda", nullptr}},
    {"aten::nll_loss2d_forward", {"nll_loss2d_forward_out_cuda_template", nullptr}},
    {"aten::_ctc_loss_backward", {"ctc_loss_backward_gpu", nullptr}},
    {"aten::_embedding_bag_backward", {"embedding_bag_backward_cuda_max", &takes_maximum<8>}},
    {"aten::_embedding_bag_dense_backward", {"embedding_bag_backward_cuda_max", &takes_maximum<7>}},
    {"aten::put_", {"put_", &accumulates}},
    {"aten::put", {"put_", &accumulates}},
    {"aten::histc", {"_histc_cuda with floating point input", &is_floating_point}},
    {"aten::bincount", {"_bincount_cuda", &has_weights}},
    {"aten::median", {"median CUDA with indices output", &has_dimension}},
    {"aten::kthvalue", {"kthvalue CUDA", nullptr}},
    {"aten::grid_sampler_2d_backward", {"grid_sampler_2d_backward_cuda", nullptr}},
    {"aten::grid_sampler_3d_backward", {"grid_sampler_3d_backward_cuda", nullptr}},
};

}  // namespace

const Nondeterminism* find_nondeterminism(const c10::OperatorName& name) {
  for (const Row& row : kRows)
    if (row.name == name.name) return &row.found;
  return nullptr;
}

void alert_in_deterministic_mode(const Nondeterminism& found, Arguments arguments) {
  if (!at::globalContext().deterministicAlgorithms()) return;
  if (!found.applies || found.applies(arguments))
    at::globalContext().alertNotDeterministic(found.caller);
}

}  // namespace jarip
