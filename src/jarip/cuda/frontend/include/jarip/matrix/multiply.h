/* The product of fragments. Source: CUDA C++ Programming Guide, "Warp Matrix Functions".
 *
 * Every lane computes the elements of D that it holds, which lie in one row: for each k it gets one
 * element of A and its columns' elements of B from the lanes that hold them. Sums are kept in
 * single precision, or in the accumulator's type where that is wider or an integer. */
#ifndef JARIP_MATRIX_MULTIPLY_H
#define JARIP_MATRIX_MULTIPLY_H
#pragma clang system_header
#include "fragment.h"

namespace jarip {

/* What products and sums are computed in. */
template <class T>
struct matrix_sum {
  typedef float type;
};
template <>
struct matrix_sum<int> {
  typedef int type;
};
template <>
struct matrix_sum<double> {
  typedef double type;
};
}  // namespace jarip

namespace nvcuda {
namespace wmma {

template <int M, int N, int K, class T, class LayoutA, class LayoutB, class D, class C>
JARIP_DEVICE void mma_sync(fragment<accumulator, M, N, K, D> &d,
                           const fragment<matrix_a, M, N, K, T, LayoutA> &a,
                           const fragment<matrix_b, M, N, K, T, LayoutB> &b,
                           const fragment<accumulator, M, N, K, C> &c, bool saturate = false) {
  typedef fragment<accumulator, M, N, K, D> Results;
  typedef fragment<matrix_a, M, N, K, T, LayoutA> Left;
  typedef fragment<matrix_b, M, N, K, T, LayoutB> Right;
  typedef typename jarip::matrix_sum<D>::type Sum;
  constexpr int kAt = Left::jarip_shape::kChunk, kBt = Right::jarip_shape::kChunk;
  constexpr unsigned int kAll = 0xffffffffu;
  Sum left[Left::num_elements], right[Right::num_elements], sums[Results::num_elements];
#pragma unroll
  for (int i = 0; i < Left::num_elements; ++i) left[i] = (Sum)a.x[i];
#pragma unroll
  for (int i = 0; i < Right::num_elements; ++i) right[i] = (Sum)b.x[i];
#pragma unroll
  for (int i = 0; i < Results::num_elements; ++i) sums[i] = (Sum)c.x[i];
  const int row = Results::jarip_row(0), column = Results::jarip_column(0);
#pragma unroll
  for (int k = 0; k < K; ++k) {
    const Sum x = __shfl_sync(kAll, left[k % kAt], row * (K / kAt) + k / kAt);
#pragma unroll
    for (int i = 0; i < Results::num_elements; ++i) {
      /* The chunk of row k of B that has column + i: its group depends on k alone. */
      const int group = (k * (N / kBt)) / 32;
      const int chunk = k * (N / kBt) + (column + i) / kBt;
      const Sum y = __shfl_sync(kAll, right[group * kBt + i % kBt], chunk & 31);
      sums[i] += x * y;
    }
  }
#pragma unroll
  for (int i = 0; i < Results::num_elements; ++i) d.x[i] = (D)sums[i];
  (void)saturate; /* of integers: sums of at most 16 products of bytes do not reach the limits */
}

}  // namespace wmma
}  // namespace nvcuda

#endif
