// The pieces of batch normalisation across processes (torch.nn.SyncBatchNorm). Channels are dimension 1; statistics are in the accumulation type.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <ATen/OpMathType.h>

#include "twin_kernels.h"

namespace jarip {
namespace {

using at::Tensor;
using OptionalTensor = std::optional<Tensor>;

bool given(const OptionalTensor& tensor) { return tensor && tensor->defined(); }

Tensor widen(const Tensor& tensor) {
  return tensor.to(at::toOpMathType(tensor.scalar_type()));
}

std::vector<int64_t> all_but_channel(const Tensor& input) {
  std::vector<int64_t> dims;
  for (int64_t d = 0; d < input.dim(); d++)
    if (d != 1) dims.push_back(d);
  return dims;
}

Tensor per_channel(const Tensor& values, const Tensor& like) {
  std::vector<int64_t> shape(like.dim(), 1);
  shape[1] = -1;
  return values.view(shape);
}

std::tuple<Tensor, Tensor> batch_norm_stats(const Tensor& input, double eps) {
  auto [variance, mean] = at::var_mean(widen(input), all_but_channel(input), /*unbiased=*/false);
  return {mean, (variance + eps).rsqrt()};
}

Tensor batch_norm_elemt(const Tensor& input, const OptionalTensor& weight,
                        const OptionalTensor& bias, const Tensor& mean, const Tensor& invstd,
                        double) {
  Tensor y = (widen(input) - per_channel(mean, input)) * per_channel(invstd, input);
  if (given(weight)) y = y * per_channel(widen(*weight), input);
  if (given(bias)) y = y + per_channel(widen(*bias), input);
  return y.to(input.scalar_type());
}

void update_running(const OptionalTensor& running, const Tensor& value, double momentum) {
  if (given(running)) const_cast<Tensor&>(*running).mul_(1 - momentum).add_(value, momentum);
}

// `mean` and `invstd` have a row per process, `counts` how many values each had per channel.
std::tuple<Tensor, Tensor> gather_stats_with_counts(
    const Tensor&, const Tensor& mean, const Tensor& invstd, const OptionalTensor& running_mean,
    const OptionalTensor& running_var, double momentum, double eps, const Tensor& counts) {
  Tensor n = counts.to(mean.scalar_type()).view({-1, 1}), total = n.sum();
  Tensor joint_mean = (mean * n).sum(0) / total;
  Tensor variance = invstd.pow(-2) - eps;
  Tensor spread = ((variance + (mean - joint_mean).square()) * n).sum(0);
  update_running(running_mean, joint_mean, momentum);
  update_running(running_var, spread / (total - 1), momentum);
  return {joint_mean, (spread / total + eps).rsqrt()};
}

std::tuple<Tensor, Tensor> gather_stats(const Tensor& input, const Tensor& mean,
                                        const Tensor& invstd, const OptionalTensor& running_mean,
                                        const OptionalTensor& running_var, double momentum,
                                        double eps, int64_t count) {
  Tensor counts = at::full({mean.size(0)}, count, mean.options());
  return gather_stats_with_counts(input, mean, invstd, running_mean, running_var, momentum, eps,
                                  counts);
}

std::tuple<Tensor, Tensor, Tensor, Tensor> batch_norm_backward_reduce(
    const Tensor& grad, const Tensor& input, const Tensor& mean, const Tensor& invstd,
    const OptionalTensor& weight, bool input_g, bool weight_g, bool bias_g) {
  auto dims = all_but_channel(input);
  Tensor g = widen(grad), sum_dy = g.sum(dims);
  Tensor sum_dy_xmu = (g * (widen(input) - per_channel(mean, input))).sum(dims);
  auto type = given(weight) ? weight->scalar_type() : sum_dy.scalar_type();
  return {input_g ? sum_dy : Tensor(), input_g ? sum_dy_xmu : Tensor(),
          weight_g ? (sum_dy_xmu * invstd).to(type) : Tensor(),
          bias_g ? sum_dy.to(type) : Tensor()};
}

Tensor batch_norm_backward_elemt(const Tensor& grad, const Tensor& input, const Tensor& mean,
                                 const Tensor& invstd, const OptionalTensor& weight,
                                 const Tensor& sum_dy, const Tensor& sum_dy_xmu,
                                 const Tensor& counts) {
  Tensor total = counts.sum().to(sum_dy.scalar_type());
  Tensor centred = widen(input) - per_channel(mean, input);
  Tensor slope = per_channel(sum_dy_xmu / total * invstd.square(), input);
  Tensor g = widen(grad) - per_channel(sum_dy / total, input) - centred * slope;
  g = g * per_channel(invstd, input);
  if (given(weight)) g = g * per_channel(widen(*weight), input);
  return g.to(input.scalar_type());
}

}  // namespace

void add_normalization_twins(torch::Library& library) {
  library.impl("batch_norm_stats", TORCH_FN(batch_norm_stats));
  library.impl("batch_norm_elemt", TORCH_FN(batch_norm_elemt));
  library.impl("batch_norm_gather_stats", TORCH_FN(gather_stats));
  library.impl("batch_norm_gather_stats_with_counts", TORCH_FN(gather_stats_with_counts));
  library.impl("batch_norm_backward_reduce", TORCH_FN(batch_norm_backward_reduce));
  library.impl("batch_norm_backward_elemt", TORCH_FN(batch_norm_backward_elemt));
}

}  // namespace jarip
