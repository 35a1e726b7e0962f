// Scaled dot product attention under the names a GPU has, on the host's flash kernel.
#include "twin_attention.h"

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/native/DispatchStub.h>
#include <ATen/native/transformers/attention.h>
#include <ATen/native/transformers/sdp_utils_cpp.h>
#include <c10/util/Array.h>

#include "target.h"
#include "twin_kernels.h"

namespace jarip {
namespace {

using at::Tensor;
using c10::SymInt;
using OptionalTensor = std::optional<Tensor>;

using FlashResult =
    std::tuple<Tensor, Tensor, Tensor, Tensor, SymInt, SymInt, Tensor, Tensor, Tensor>;

// As PyTorch's shape function for the operator promises: laid out like the query.
Tensor laid_out_like(const Tensor& query, const Tensor& output) {
  Tensor wanted = at::empty_like(query);
  return wanted.strides() == output.strides() ? output : wanted.copy_(output);
}

FlashResult flash(const Tensor& query, const Tensor& key, const Tensor& value, double dropout,
                  bool causal, bool, std::optional<double> scale) {
  auto [output, logsumexp] =
      at::_scaled_dot_product_flash_attention_for_cpu(query, key, value, dropout, causal, {}, scale);
  Tensor seed = at::zeros({2}, query.options().dtype(at::kUInt64));
  Tensor unused = at::zeros({}, query.options().dtype(at::kUInt64));
  return {laid_out_like(query, output), logsumexp.contiguous(), Tensor(), Tensor(), SymInt(query.size(2)), SymInt(key.size(2)),
          seed, unused, at::empty({0}, query.options())};
}

std::tuple<Tensor, Tensor, Tensor> flash_backward(
    const Tensor& grad, const Tensor& query, const Tensor& key, const Tensor& value,
    const Tensor& output, const Tensor& logsumexp, const Tensor&, const Tensor&, SymInt, SymInt,
    double dropout, bool causal, const Tensor&, const Tensor&, std::optional<double> scale) {
  auto [dq, dk, dv] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
      grad, query, key, value, output, logsumexp, dropout, causal, {}, scale);
  return {laid_out_like(query, dq), laid_out_like(key, dk), laid_out_like(value, dv)};
}

// The same for the operator that takes a mask: (batch, rows, heads, width) seen as (batch, heads,
// rows, width), and the logarithms of sums in multiples of 32 rows.
Tensor laid_out_by_rows(const Tensor& output) {
  return output.transpose(1, 2).contiguous().transpose(1, 2);
}

Tensor padded_rows(const Tensor& logsumexp, bool wanted) {
  const int64_t rows = logsumexp.size(2), padded = wanted ? (rows + 31) / 32 * 32 : 0;
  Tensor all = at::zeros({logsumexp.size(0), logsumexp.size(1), padded}, logsumexp.options());
  if (wanted) all.narrow(2, 0, rows).copy_(logsumexp);
  return all;
}

OptionalTensor defined_or_none(const OptionalTensor& tensor) {
  return tensor && tensor->defined() ? tensor : std::nullopt;
}

std::tuple<Tensor, Tensor, Tensor, Tensor> efficient(
    const Tensor& query, const Tensor& key, const Tensor& value, const OptionalTensor& bias,
    bool with_logsumexp, double dropout, bool causal, std::optional<double> scale) {
  auto [output, logsumexp] = at::_scaled_dot_product_flash_attention_for_cpu(
      query, key, value, dropout, causal, defined_or_none(bias), scale);
  Tensor none = at::zeros({}, query.options().dtype(at::kLong));
  return {laid_out_by_rows(output), padded_rows(logsumexp, with_logsumexp), none, none.clone()};
}

std::tuple<Tensor, Tensor, Tensor, Tensor> efficient_backward(
    const Tensor& grad, const Tensor& query, const Tensor& key, const Tensor& value,
    const Tensor& bias, const Tensor& output, const Tensor& logsumexp, const Tensor&,
    const Tensor&, double dropout, std::array<bool, 4> wanted, bool causal,
    std::optional<double> scale) {
  if (!grad.defined()) return {};
  TORCH_CHECK(!wanted[3], "the gradient of an attention bias is computed by the math backend");
  Tensor rows = logsumexp.narrow(2, 0, query.size(2)).contiguous();
  auto [dq, dk, dv] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
      grad, query, key, value, output, rows, dropout, causal, defined_or_none(bias), scale);
  return {laid_out_by_rows(dq), laid_out_by_rows(dk), laid_out_by_rows(dv), Tensor()};
}

bool check_head_sizes(const sdp::sdp_params& params, bool) {
  c10::SymInt size = params.query.sym_size(-1);
  return params.key.sym_size(-1) == size && params.value.sym_size(-1) == size;
}

bool check_mask_needs_no_gradient(const sdp::sdp_params& params, bool) {
  return !params.attn_mask || !params.attn_mask->requires_grad();
}

bool check_not_empty(const sdp::sdp_params& params, bool) {
  return params.query.sym_numel() > 0 && params.key.sym_numel() > 0;
}

// What the host's flash kernel can do, in the order in which it is cheapest to find out.
constexpr bool (*kFlashConditions[])(const sdp::sdp_params&, bool) = {
    sdp::check_nested_tensor,
    sdp::check_for_dropout,
    sdp::check_tensor_shapes,
    check_head_sizes,
    check_not_empty,
    sdp::check_batch_size_and_num_heads_dense<false>,
    sdp::check_attn_mask_shape,
    check_mask_needs_no_gradient,
};
const auto kFlashTypes = c10::array_of<at::ScalarType>(at::kFloat, at::kDouble, at::kBFloat16,
                                                       at::kHalf);

bool host_flash_can(const sdp::sdp_params& params) {
  for (auto condition : kFlashConditions)
    if (!condition(params, /*debug=*/false)) return false;
  return sdp::check_tensor_dtype(params, kFlashTypes, /*debug=*/false);
}

// Flash without a mask, "efficient" with one; both are the host's flash kernel.
int64_t choose(const Tensor& query, const Tensor& key, const Tensor& value,
               const OptionalTensor& mask, double dropout, bool causal,
               std::optional<double> scale, bool grouped) {
  auto& context = at::globalContext();
  sdp::sdp_params params{query, key, value, mask, dropout, causal, grouped};
  bool masked = mask && mask->defined(), possible = kTwinIsHost && !grouped && host_flash_can(params);
  auto chosen = sdp::SDPBackend::math;
  if (possible && context.userEnabledMemEfficientSDP())
    chosen = sdp::SDPBackend::efficient_attention;
  if (possible && !masked && context.userEnabledFlashSDP())
    chosen = sdp::SDPBackend::flash_attention;
  TORCH_CHECK(chosen != sdp::SDPBackend::math || context.userEnabledMathSDP(),
              "No available kernel. Aborting execution.");
  return static_cast<int64_t>(chosen);
}

}  // namespace

void install_attention_choice() {
  at::native::_fused_sdp_choice_stub.set_cuda_dispatch_ptr(&choose);
}

void add_attention_twins(torch::Library& library) {
  library.impl("_scaled_dot_product_flash_attention", TORCH_FN(flash));
  library.impl("_scaled_dot_product_flash_attention_backward", TORCH_FN(flash_backward));
  library.impl("_scaled_dot_product_efficient_attention", TORCH_FN(efficient));
  library.impl("_scaled_dot_product_efficient_attention_backward", TORCH_FN(efficient_backward));
}

}  // namespace jarip
