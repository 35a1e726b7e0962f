#include "widening.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace jarip::widening {
namespace {

using at::Tensor;
using c10::IValue;

// Operators that on a GPU take truth values as the numbers 0 and 1.
constexpr std::string_view kOfTruths[] = {"aten::abs", "aten::abs_", "aten::trace"};

constexpr std::string_view kComplaints[] = {
    "not implemented for 'Half'",        "not implemented for 'BFloat16'",
    "not implemented for 'ComplexHalf'", "not implemented for 'Bool'",
    "MKL FFT doesn't support tensors of type: ",
};

class WideCall {
 public:
  WideCall(const c10::OperatorHandle& op, c10::DispatchKeySet target, c10::Stack& stack)
      : op_(op), target_(target), stack_(stack) {}

  void run() {
    const auto& declared = op_.schema().arguments();
    size_t base = stack_.size() - declared.size();
    for (size_t i = 0; i < declared.size(); i++) {
      const auto* alias = declared[i].alias_info();
      widen(stack_[base + i], alias && alias->isWrite());
    }
    op_.redispatchBoxed(target_, &stack_);
    for (const Written& written : written_) write_back(written);
    for (size_t i = stack_.size() - op_.schema().returns().size(); i < stack_.size(); i++)
      narrow_result(stack_[i]);
  }

 private:
  struct Written {
    Tensor narrow, wide;
  };

  Tensor widened(const Tensor& tensor, bool is_written) {
    if (!tensor.defined()) return tensor;
    bool of_truths = tensor.scalar_type() == at::kBool && counts_truths(op_.operator_name());
    if (!is_narrow(tensor) && !of_truths) {
      has_wide_ |= (tensor.is_floating_point() || tensor.is_complex()) && tensor.dim() > 0;
      return tensor;
    }
    bool is_complex = tensor.is_complex();
    if (!is_complex && !of_truths) narrow_type_ = tensor.scalar_type();
    Tensor wide = tensor.to(of_truths ? at::kByte : is_complex ? at::kComplexFloat : at::kFloat);
    if (is_written) written_.push_back({tensor, wide});
    return wide;
  }

  void widen(IValue& value, bool is_written) {
    if (value.isTensor()) {
      value = widened(value.toTensor(), is_written);
    } else if (value.isTensorList()) {
      c10::List<Tensor> wide;
      for (const Tensor& tensor : value.toTensorVector()) wide.push_back(widened(tensor, is_written));
      value = std::move(wide);
    }
  }

  void write_back(const Written& written) {
    if (written.narrow.layout() != at::kStrided)
      written.narrow.resize_as_sparse_(written.wide.to(written.narrow.scalar_type()));
    else if (written.narrow.sizes() != written.wide.sizes())
      written.narrow.resize_(written.wide.sizes());
    written.narrow.copy_(written.wide);
  }

  Tensor narrowed(const Tensor& result) {
    for (const Written& written : written_)
      if (written.wide.is_same(result)) return written.narrow;
    if (!result.defined() || has_wide_) return result;
    if (result.scalar_type() == at::kFloat) return result.to(narrow_type_);
    if (result.scalar_type() == at::kByte) return result.to(at::kBool);
    return result.scalar_type() == at::kComplexFloat ? result.to(at::kComplexHalf) : result;
  }

  void narrow_result(IValue& value) {
    if (value.isTensor()) {
      value = narrowed(value.toTensor());
    } else if (value.isTensorList()) {
      c10::List<Tensor> narrow;
      for (const Tensor& tensor : value.toTensorVector()) narrow.push_back(narrowed(tensor));
      value = std::move(narrow);
    }
  }

  const c10::OperatorHandle& op_;
  c10::DispatchKeySet target_;
  c10::Stack& stack_;
  std::vector<Written> written_;
  at::ScalarType narrow_type_ = at::kHalf;
  bool has_wide_ = false;  // an argument was in single precision or better: so is the result
};

constexpr std::string_view kCoarse[] = {
    "aten::grid_sampler_2d",
    "aten::grid_sampler_3d",
    "aten::nansum",
};

}  // namespace

bool may_help(const c10::Error& error) {
  std::string_view text = error.what_without_backtrace();
  return std::any_of(std::begin(kComplaints), std::end(kComplaints), [&](std::string_view says) {
    return text.find(says) != std::string_view::npos;
  });
}

bool counts_truths(const c10::OperatorName& name) {
  return std::find(std::begin(kOfTruths), std::end(kOfTruths), name.name) != std::end(kOfTruths);
}

bool is_always_needed(const c10::OperatorName& name) {
  for (std::string_view coarse : kCoarse)
    if (coarse == name.name) return true;
  return false;
}

void call(const c10::OperatorHandle& op, c10::DispatchKeySet target, bool always,
          c10::Stack& stack) {
  if (!always) {
    size_t base = stack.size() - op.schema().arguments().size();
    c10::Stack arguments(stack.begin() + static_cast<ptrdiff_t>(base), stack.end());
    try {
      return op.redispatchBoxed(target, &stack);
    } catch (const c10::Error& error) {
      if (!may_help(error)) throw;
    }
    stack.resize(base);
    stack.insert(stack.end(), arguments.begin(), arguments.end());
  }
  WideCall(op, target, stack).run();
}

}  // namespace jarip::widening
