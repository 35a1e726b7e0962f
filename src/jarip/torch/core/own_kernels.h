// Operators that the face implements itself rather than by its twin's kernel.
#pragma once

#include <ATen/core/operator_name.h>
#include <torch/library.h>

#include <set>
#include <string>

#include "target.h"

namespace jarip {

inline constexpr c10::DispatchKeySet kFace{face_key(c10::DispatchKey::Dense)};

void implement_own_kernels(torch::Library& library);
bool is_own_kernel(const c10::OperatorName& name);

// Collects what each file adds; without a library only the names.
class OwnKernels {
 public:
  explicit OwnKernels(torch::Library* library) : library_(library) {}

  template <class Function>
  void add(const char* name, Function&& function) {
    names_.insert(std::string("aten::") + name);
    if (library_) library_->impl(name, std::forward<Function>(function));
  }
  bool contains(const std::string& name) const { return names_.count(name) != 0; }

 private:
  torch::Library* library_;
  std::set<std::string> names_;
};

void add_factory_kernels(OwnKernels& kernels);   // empty
void add_storage_kernels(OwnKernels& kernels);   // set_, resize_, views
void add_transfer_kernels(OwnKernels& kernels);  // copy_ and what only a GPU asks
void add_random_kernels(OwnKernels& kernels);    // dropout, exponential_
void add_counting_kernels(OwnKernels& kernels);  // histc
void add_softmax_kernels(OwnKernels& kernels);   // softmax

}  // namespace jarip
