// The fused LSTM and GRU cells. `input_gates` and `hidden_gates` are the products of one time step,
// (batch, 4 or 3 times hidden); what backward needs is kept in a workspace.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "twin_kernels.h"

namespace jarip {
namespace {

using at::Tensor;
using OptionalTensor = std::optional<Tensor>;

Tensor add_bias(const Tensor& gates, const OptionalTensor& bias) {
  return bias && bias->defined() ? gates + *bias : gates;
}

std::tuple<Tensor, Tensor, Tensor> lstm_cell(const Tensor& input_gates, const Tensor& hidden_gates,
                                             const Tensor& cx, const OptionalTensor& input_bias,
                                             const OptionalTensor& hidden_bias) {
  Tensor sum = add_bias(input_gates, input_bias) + add_bias(hidden_gates, hidden_bias);
  auto gates = sum.chunk(4, 1);  // input, forget, cell, output
  gates[0].sigmoid_();
  gates[1].sigmoid_();
  gates[2].tanh_();
  gates[3].sigmoid_();
  Tensor cy = gates[1] * cx + gates[0] * gates[2];
  return {gates[3] * cy.tanh(), cy, sum};
}

Tensor or_zero(const OptionalTensor& gradient, const Tensor& like) {
  return gradient && gradient->defined() ? *gradient : at::zeros_like(like);
}

std::tuple<Tensor, Tensor, Tensor> lstm_cell_backward(const OptionalTensor& grad_hy,
                                                      const OptionalTensor& grad_cy,
                                                      const Tensor& cx, const Tensor& cy,
                                                      const Tensor& workspace, bool has_bias) {
  if (!(grad_hy && grad_hy->defined()) && !(grad_cy && grad_cy->defined())) return {};
  auto gates = workspace.chunk(4, 1);
  const Tensor &i = gates[0], &f = gates[1], &g = gates[2], &o = gates[3];
  Tensor dhy = or_zero(grad_hy, cy), squashed = cy.tanh();
  Tensor dcy = or_zero(grad_cy, cy) + dhy * o * (1 - squashed * squashed);
  Tensor grad_gates = at::cat({dcy * g * i * (1 - i), dcy * cx * f * (1 - f),
                               dcy * i * (1 - g * g), dhy * squashed * o * (1 - o)}, 1);
  return {grad_gates, dcy * f, has_bias ? grad_gates.sum(0) : Tensor()};
}

// Workspace: reset, update, new, hx and the hidden part of `new`, each (batch, hidden).
std::tuple<Tensor, Tensor> gru_cell(const Tensor& input_gates, const Tensor& hidden_gates,
                                    const Tensor& hx, const OptionalTensor& input_bias,
                                    const OptionalTensor& hidden_bias) {
  auto input = add_bias(input_gates, input_bias).chunk(3, 1);
  auto hidden = add_bias(hidden_gates, hidden_bias).chunk(3, 1);
  Tensor reset = (input[0] + hidden[0]).sigmoid_();
  Tensor update = (input[1] + hidden[1]).sigmoid_();
  Tensor fresh = (input[2] + reset * hidden[2]).tanh_();
  return {fresh + update * (hx - fresh), at::cat({reset, update, fresh, hx, hidden[2]}, 1)};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor> gru_cell_backward(const Tensor& grad_hy,
                                                                     const Tensor& workspace,
                                                                     bool has_bias) {
  auto kept = workspace.chunk(5, 1);
  const Tensor &reset = kept[0], &update = kept[1], &fresh = kept[2], &hx = kept[3];
  Tensor d_update = grad_hy * (hx - fresh) * update * (1 - update);
  Tensor d_fresh = grad_hy * (1 - update) * (1 - fresh * fresh);
  Tensor d_hidden = d_fresh * reset;
  Tensor d_reset = d_fresh * kept[4] * reset * (1 - reset);
  Tensor grad_input = at::cat({d_reset, d_update, d_fresh}, 1);
  Tensor grad_hidden = at::cat({d_reset, d_update, d_hidden}, 1);
  Tensor input_bias = has_bias ? grad_input.sum(0) : Tensor();
  Tensor hidden_bias = has_bias ? grad_hidden.sum(0) : Tensor();
  return {grad_input, grad_hidden, grad_hy * update, input_bias, hidden_bias};
}

}  // namespace

void add_recurrent_twins(torch::Library& library) {
  library.impl("_thnn_fused_lstm_cell", TORCH_FN(lstm_cell));
  library.impl("_thnn_fused_lstm_cell_backward_impl", TORCH_FN(lstm_cell_backward));
  library.impl("_thnn_fused_gru_cell", TORCH_FN(gru_cell));
  library.impl("_thnn_fused_gru_cell_backward", TORCH_FN(gru_cell_backward));
}

}  // namespace jarip
