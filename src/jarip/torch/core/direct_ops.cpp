// The table of operators with an unboxed kernel: those of training and inference loops. Any
// operator whose results are fresh tensors or its own arguments may be added; names are those of
// `at::_ops`.
#include <ATen/Operators.h>

#include <unordered_set>

#include "direct.h"

#define JARIP_DIRECT_OPS(X)                                                                    \
  /* arithmetic */                                                                             \
  X(add_Tensor) X(add__Tensor) X(sub_Tensor) X(sub__Tensor) X(mul_Tensor) X(mul__Tensor)       \
  X(mul_Scalar) X(div_Tensor) X(div__Tensor) X(rsub_Scalar) X(neg) X(abs) X(exp) X(log)        \
  X(sqrt) X(rsqrt) X(reciprocal) X(sin) X(cos) X(erf) X(pow_Tensor_Scalar) X(square)           \
  X(maximum) X(minimum) X(clamp) X(addcmul) X(addcmul_) X(addcdiv) X(addcdiv_) X(lerp__Scalar) \
  /* comparison, selection */                                                                  \
  X(eq_Scalar) X(eq_Tensor) X(ne_Scalar) X(ne_Tensor) X(lt_Scalar) X(lt_Tensor) X(gt_Scalar)   \
  X(gt_Tensor) X(le_Scalar) X(le_Tensor) X(ge_Scalar) X(ge_Tensor) X(where_self)               \
  X(masked_fill_Scalar) X(masked_fill__Scalar) X(logical_and) X(logical_not) X(bitwise_and_Tensor) \
  /* matrices */                                                                               \
  X(mm) X(addmm) X(bmm) X(baddbmm) X(dot)                                                      \
  /* reductions */                                                                             \
  X(sum) X(sum_dim_IntList) X(mean) X(mean_dim) X(amax) X(argmax) X(max_dim) X(cumsum)         \
  X(linalg_vector_norm) X(any) X(all)                                                          \
  /* activations and losses */                                                                 \
  X(relu) X(relu_) X(threshold_backward) X(gelu) X(gelu_backward) X(silu) X(silu_backward)     \
  X(sigmoid) X(sigmoid_backward) X(tanh) X(tanh_backward) X(leaky_relu) X(leaky_relu_backward) \
  X(_softmax) X(_softmax_backward_data) X(_log_softmax) X(_log_softmax_backward_data)          \
  X(nll_loss_forward) X(nll_loss_backward) X(mse_loss) X(mse_loss_backward)                    \
  /* layers */                                                                                 \
  X(native_layer_norm) X(native_layer_norm_backward) X(native_batch_norm)                      \
  X(native_batch_norm_backward) X(convolution) X(convolution_backward) X(embedding)            \
  X(embedding_dense_backward) X(max_pool2d_with_indices) X(max_pool2d_with_indices_backward)   \
  X(_adaptive_avg_pool2d) X(_adaptive_avg_pool2d_backward) X(avg_pool2d)                       \
  /* movement */                                                                               \
  X(cat) X(stack) X(clone) X(index_select) X(gather) X(scatter_value) X(zero_) X(fill__Scalar) \
  X(zeros_like) X(ones_like) X(tril) X(triu) X(topk) X(sort)                                   \
  /* optimisers */                                                                             \
  X(_foreach_add__Scalar) X(_foreach_add__List) X(_foreach_mul__Scalar) X(_foreach_lerp__Scalar) \
  X(_foreach_addcmul__Scalar) X(_foreach_addcdiv__ScalarList) X(_foreach_addcdiv__Scalar)      \
  X(_foreach_sqrt) X(_foreach_div__ScalarList) X(_foreach_div__Scalar) X(_foreach_norm_Scalar) \
  X(_foreach_mul__Tensor)

namespace jarip::direct {

void implement_all(torch::Library& library) {
#define JARIP_IMPLEMENT(op) implement<at::_ops::op>(library);
  JARIP_DIRECT_OPS(JARIP_IMPLEMENT)
#undef JARIP_IMPLEMENT
}

bool is_direct(const c10::OperatorName& name) {
  static const std::unordered_set<c10::OperatorName> names = {
#define JARIP_NAME(op) {at::_ops::op::name, at::_ops::op::overload_name},
      JARIP_DIRECT_OPS(JARIP_NAME)
#undef JARIP_NAME
  };
  return names.count(name) != 0;
}

}  // namespace jarip::direct
