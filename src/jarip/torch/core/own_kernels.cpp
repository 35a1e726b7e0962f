#include "own_kernels.h"

namespace jarip {
namespace {

void add_all(OwnKernels& kernels) {
  add_factory_kernels(kernels);
  add_storage_kernels(kernels);
  add_transfer_kernels(kernels);
  add_random_kernels(kernels);
  add_counting_kernels(kernels);
  add_softmax_kernels(kernels);
  add_sum_kernels(kernels);
  add_factorization_kernels(kernels);
  add_product_kernels(kernels);
  add_convolution_kernels(kernels);
}

}  // namespace

void implement_own_kernels(torch::Library& library) {
  OwnKernels kernels(&library);
  add_all(kernels);
}

bool is_own_kernel(const c10::OperatorName& name) {
  static const auto* kernels = [] {
    auto* all = new OwnKernels(nullptr);
    add_all(*all);
    return all;
  }();
  std::string full = name.name;
  if (!name.overload_name.empty()) full += "." + name.overload_name;
  return kernels->contains(full);
}

}  // namespace jarip
