/* Fragments filled, loaded and stored. Source: CUDA C++ Programming Guide, "Warp Matrix Functions".
 * Each lane moves what it holds; `stride` is from row to row, or from column to column. */
#ifndef JARIP_MATRIX_MEMORY_H
#define JARIP_MATRIX_MEMORY_H
#pragma clang system_header
#include "fragment.h"

namespace jarip {

template <class Fragment>
JARIP_DEVICE unsigned int matrix_offset(int slot, unsigned int stride, bool by_column) {
  const unsigned int row = (unsigned int)Fragment::jarip_row(slot);
  const unsigned int column = (unsigned int)Fragment::jarip_column(slot);
  return by_column ? column * stride + row : row * stride + column;
}
template <class Fragment, class T>
JARIP_DEVICE void load_matrix(Fragment &fragment, const T *from, unsigned int stride,
                              bool by_column) {
#pragma unroll
  for (int slot = 0; slot < Fragment::num_elements; ++slot)
    fragment.x[slot] = from[matrix_offset<Fragment>(slot, stride, by_column)];
}

}  // namespace jarip

namespace nvcuda {
namespace wmma {

template <class Fragment, class T>
JARIP_DEVICE void fill_fragment(Fragment &fragment, const T &value) {
#pragma unroll
  for (int slot = 0; slot < Fragment::num_elements; ++slot)
    fragment.x[slot] = (typename Fragment::element_type)value;
}

#define JARIP_LOAD(use, layout, by_column)                                                     \
  template <int M, int N, int K, class T>                                                      \
  JARIP_DEVICE void load_matrix_sync(                                                          \
      fragment<use, M, N, K, T, layout> &a,                                                    \
      const typename jarip::matrix_element<T>::type *from, unsigned int stride) {              \
    jarip::load_matrix(a, from, stride, by_column);                                            \
  }
JARIP_LOAD(matrix_a, row_major, false)
JARIP_LOAD(matrix_a, col_major, true)
JARIP_LOAD(matrix_b, row_major, false)
JARIP_LOAD(matrix_b, col_major, true)
#undef JARIP_LOAD
template <int M, int N, int K, class T>
JARIP_DEVICE void load_matrix_sync(fragment<accumulator, M, N, K, T> &c, const T *from,
                                   unsigned int stride, layout_t layout) {
  jarip::load_matrix(c, from, stride, layout == mem_col_major);
}
template <int M, int N, int K, class T>
JARIP_DEVICE void store_matrix_sync(T *to, const fragment<accumulator, M, N, K, T> &c,
                                    unsigned int stride, layout_t layout) {
  typedef fragment<accumulator, M, N, K, T> Fragment;
#pragma unroll
  for (int slot = 0; slot < Fragment::num_elements; ++slot)
    to[jarip::matrix_offset<Fragment>(slot, stride, layout == mem_col_major)] = c.x[slot];
  __syncwarp();
}

/* Ten fraction bits, ties away from zero. */
JARIP_DEVICE float __float_to_tf32(float value) {
  const unsigned int bits = __builtin_bit_cast(unsigned int, value);
  if ((bits & 0x7f800000u) == 0x7f800000u) return value;
  return __builtin_bit_cast(float, (bits + 0x1000u) & 0xffffe000u);
}

}  // namespace wmma
}  // namespace nvcuda

#endif
