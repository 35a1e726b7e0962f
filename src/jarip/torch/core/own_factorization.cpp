// What cuSOLVER factorises and the host does not: the drivers of the singular value decomposition,
// which are accepted, and LU without pivoting, which LAPACK does not have: column after column (Golub and Van Loan, Matrix
// Computations, algorithm 3.2.1), over the whole batch at once.
#include <ATen/Functions.h>
#include <ATen/native/Resize.h>

#include <algorithm>

#include "own_kernels.h"

namespace jarip {
namespace {

using at::Tensor;
using Factors = std::tuple<Tensor, Tensor, Tensor>;
using FactorsOut = std::tuple<Tensor&, Tensor&, Tensor&>;

void eliminate(const Tensor& lu) {
  const int64_t rows = lu.size(-2), columns = lu.size(-1);
  for (int64_t j = 0; j < std::min(rows, columns); j++) {
    Tensor below = lu.narrow(-2, j + 1, rows - j - 1);
    Tensor factors = below.narrow(-1, j, 1), pivots = lu.narrow(-2, j, 1);
    factors.div_(pivots.narrow(-1, j, 1));
    const int64_t rest = columns - j - 1;
    below.narrow(-1, j + 1, rest).sub_(factors.mul(pivots.narrow(-1, j + 1, rest)));
  }
}

// The number of the first column whose pivot is zero, from 1; 0: there is none.
Tensor first_zero_pivot(const Tensor& lu) {
  Tensor is_zero = lu.diagonal(0, -2, -1).eq(0);
  if (is_zero.size(-1) == 0)
    return at::zeros(is_zero.sizes().slice(0, is_zero.dim() - 1), lu.options().dtype(at::kInt));
  Tensor first = is_zero.to(at::kInt).argmax(-1).add(1);
  return at::where(is_zero.any(-1), first, at::zeros_like(first)).to(at::kInt);
}

Factors factor(const Tensor& a, bool pivot, bool check_errors) {
  if (pivot) return ByTwin<at::_ops::linalg_lu_factor_ex>::call(a, pivot, check_errors);
  TORCH_CHECK(a.dim() >= 2,
              "torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: ", a.sizes(),
              " instead");
  Tensor lu = a.mT().clone(at::MemoryFormat::Contiguous).mT();  // columns as LAPACK leaves them
  eliminate(lu);
  const int64_t count = std::min(a.size(-2), a.size(-1));
  auto sizes = a.sizes().slice(0, a.dim() - 2).vec();
  Tensor info = first_zero_pivot(lu);
  TORCH_CHECK_LINALG(!check_errors || !info.any().item<bool>(),
                     "linalg.lu_factor: a diagonal element of U is zero");
  sizes.push_back(count);
  Tensor order = at::arange(1, count + 1, a.options().dtype(at::kInt)).expand(sizes).contiguous();
  return {lu, order, info};
}

Factors unpack(const Tensor& a, bool pivot) {
  if (pivot) return ByTwin<at::_ops::linalg_lu>::call(a, pivot);
  auto [lu, order, info] = factor(a, false, false);
  return at::lu_unpack(lu, order, /*unpack_data=*/true, /*unpack_pivots=*/false);
}

void fill(Tensor& out, const Tensor& result) {
  at::native::resize_output(out, result.sizes());
  out.copy_(result);
}

FactorsOut fill_all(const Factors& results, Tensor& a, Tensor& b, Tensor& c) {
  fill(a, std::get<0>(results));
  fill(b, std::get<1>(results));
  fill(c, std::get<2>(results));
  return {a, b, c};
}

FactorsOut factor_out(const Tensor& a, bool pivot, bool check_errors, Tensor& lu, Tensor& pivots,
                      Tensor& info) {
  if (pivot)
    return ByTwin<at::_ops::linalg_lu_factor_ex_out>::call(a, pivot, check_errors, lu, pivots,
                                                           info);
  return fill_all(factor(a, pivot, check_errors), lu, pivots, info);
}

FactorsOut unpack_out(const Tensor& a, bool pivot, Tensor& p, Tensor& l, Tensor& u) {
  if (pivot) return ByTwin<at::_ops::linalg_lu_out>::call(a, pivot, p, l, u);
  return fill_all(unpack(a, pivot), p, l, u);
}

// The drivers are cuSOLVER's; the host has one way.
void check_driver(std::optional<c10::string_view> driver) {
  TORCH_CHECK(!driver || *driver == "gesvd" || *driver == "gesvdj" || *driver == "gesvda",
              "torch.linalg.svd: unknown svd driver ", *driver,
              " in svd_cusolver computation. Possible values are gesvd, gesvdj, gesvda.");
}

Factors svd(const Tensor& a, bool full, bool vectors, std::optional<c10::string_view> driver) {
  check_driver(driver);
  return ByTwin<at::_ops::_linalg_svd>::call(a, full, vectors, std::nullopt);
}

FactorsOut svd_out(const Tensor& a, bool full, bool vectors,
                   std::optional<c10::string_view> driver, Tensor& u, Tensor& s, Tensor& v) {
  check_driver(driver);
  return ByTwin<at::_ops::_linalg_svd_U>::call(a, full, vectors, std::nullopt, u, s, v);
}

}  // namespace

void add_factorization_kernels(OwnKernels& kernels) {
  kernels.add("_linalg_svd", TORCH_FN(svd));
  kernels.add("_linalg_svd.U", TORCH_FN(svd_out));
  kernels.add("linalg_lu_factor_ex", TORCH_FN(factor));
  kernels.add("linalg_lu_factor_ex.out", TORCH_FN(factor_out));
  kernels.add("linalg_lu", TORCH_FN(unpack));
  kernels.add("linalg_lu.out", TORCH_FN(unpack_out));
}

}  // namespace jarip
