// Operators that PyTorch has for GPUs only, given to the host too: the face then reaches them as it
// reaches every other operator, and so does a compiled program.
#pragma once

#include <torch/library.h>

namespace jarip {

void add_recurrent_twins(torch::Library& library);      // LSTM and GRU cells
void add_attention_twins(torch::Library& library);      // scaled dot product attention
void add_convolution_twins(torch::Library& library);    // where a chip has none
void add_normalization_twins(torch::Library& library);  // batch norm across processes
void add_matrix_twins(torch::Library& library);         // products with a result type of their own

void register_twin_kernels();

}  // namespace jarip
