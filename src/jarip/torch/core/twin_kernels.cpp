#include "twin_kernels.h"

#include "target.h"

namespace jarip {

void register_twin_kernels() {
  static torch::Library library(torch::Library::IMPL, "aten", twin_key(c10::DispatchKey::Dense),
                                __FILE__, __LINE__);
  add_recurrent_twins(library);
  add_attention_twins(library);
  add_normalization_twins(library);
  add_matrix_twins(library);
}

}  // namespace jarip
