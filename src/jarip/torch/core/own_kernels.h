// Operators that the face implements itself rather than by its twin's kernel.
#pragma once

#include <ATen/core/operator_name.h>
#include <torch/library.h>

#include <set>
#include <string>

#include "boxed.h"
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

// The operator by its twin, for own kernels that take over some cases only.
template <class Op, class Signature = typename Op::schema>
struct ByTwin;
template <class Op, class Result, class... Args>
struct ByTwin<Op, Result(Args...)> {
  static Result call(Args... args) {
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow(Op::name, Op::overload_name);
    static const auto kernel = c10::KernelFunction::makeFromBoxedFunctor(
        std::make_unique<BoxedKernel>(make_plan(op, c10::DispatchKey::Dense)));
    return kernel.template call<Result, Args...>(op, kFace, std::forward<Args>(args)...);
  }
};

void add_factory_kernels(OwnKernels& kernels);   // empty
void add_storage_kernels(OwnKernels& kernels);   // set_, resize_, views
void add_transfer_kernels(OwnKernels& kernels);  // copy_ and what only a GPU asks
void add_random_kernels(OwnKernels& kernels);    // dropout, exponential_
void add_counting_kernels(OwnKernels& kernels);  // histc
void add_softmax_kernels(OwnKernels& kernels);   // softmax
void add_sum_kernels(OwnKernels& kernels);       // nansum
void add_factorization_kernels(OwnKernels& kernels);  // LU without pivoting, drivers of SVD
void add_convolution_kernels(OwnKernels& kernels);    // convolution
void add_product_kernels(OwnKernels& kernels);        // weights of four bits, GELU of a product

}  // namespace jarip
