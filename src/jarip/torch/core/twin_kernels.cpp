#include "twin_kernels.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include "target.h"

namespace jarip {
namespace {

bool twin_has(const char* name, const char* overload) {
  return c10::Dispatcher::singleton()
      .findSchemaOrThrow(name, overload)
      .hasKernelForDispatchKey(twin_key(c10::DispatchKey::Dense));
}

}  // namespace

void register_twin_kernels() {
  static torch::Library library(torch::Library::IMPL, "aten", twin_key(c10::DispatchKey::Dense),
                                __FILE__, __LINE__);
  // A vendor's own kernels stay. Attention's are calls of the host's flash kernel.
  if (!twin_has("aten::_thnn_fused_lstm_cell", "")) add_recurrent_twins(library);
  if (kTwinIsHost) add_attention_twins(library);
  if (!kTwinIsHost && !twin_has("aten::convolution_overrideable", ""))
    add_convolution_twins(library);
  if (!twin_has("aten::batch_norm_stats", "")) add_normalization_twins(library);
  if (!twin_has("aten::mm", "dtype")) add_matrix_twins(library);
}

}  // namespace jarip
