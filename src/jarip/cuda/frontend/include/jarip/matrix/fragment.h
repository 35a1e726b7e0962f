/* Fragments of wmma: which part of a matrix a lane holds. CUDA leaves that open; ours is what the
 * multiplication by shuffles needs (see multiply.h).
 *
 * A matrix is cut into chunks of consecutive elements of a row, numbered row by row; lane q mod 32
 * holds chunk q. Of an accumulator and of A a lane holds neighbours in one row. */
#ifndef JARIP_MATRIX_FRAGMENT_H
#define JARIP_MATRIX_FRAGMENT_H
#pragma clang system_header

namespace nvcuda {
namespace wmma {

struct row_major;
struct col_major;
struct matrix_a;
struct matrix_b;
struct accumulator;
enum layout_t { mem_row_major, mem_col_major };
namespace precision {
struct tf32;
}

}  // namespace wmma
}  // namespace nvcuda

namespace jarip {

/* The type in memory and in `x` of an operand, and whether there is such a product. */
template <class T>
struct matrix_element {
  typedef T type;
};
template <>
struct matrix_element<nvcuda::wmma::precision::tf32> {
  typedef float type;
};

template <int M, int N, int K>
struct wide_shape {
  static constexpr bool value = (M == 16 && N == 16 && K == 16) || (M == 32 && N == 8 && K == 16) ||
                                (M == 8 && N == 32 && K == 16);
};
template <class T, int M, int N, int K>
struct has_product {
  static constexpr bool value = wide_shape<M, N, K>::value;
};
template <int M, int N, int K>
struct has_product<nvcuda::wmma::precision::tf32, M, N, K> {
  static constexpr bool value = M == 16 && N == 16 && K == 8;
};
template <int M, int N, int K>
struct has_product<double, M, N, K> {
  static constexpr bool value = M == 8 && N == 8 && K == 4;
};
template <int M, int N, int K>
struct has_product<float, M, N, K> {
  static constexpr bool value = wide_shape<M, N, K>::value || (M == 16 && N == 16 && K == 8);
};

/* Rows, columns and the elements of a chunk of one operand. */
template <class Use, int M, int N, int K>
struct matrix_shape;
template <int M, int N, int K>
struct matrix_shape<nvcuda::wmma::accumulator, M, N, K> {
  static constexpr int kRows = M, kColumns = N, kChunk = M * N / 32;
};
template <int M, int N, int K>
struct matrix_shape<nvcuda::wmma::matrix_a, M, N, K> {
  static constexpr int kRows = M, kColumns = K, kChunk = M * K / 32;
};
template <int M, int N, int K>
struct matrix_shape<nvcuda::wmma::matrix_b, M, N, K> {
  static constexpr int kOwn = K * N / 32, kResults = M * N / 32;
  static constexpr int kRows = K, kColumns = N, kChunk = kOwn < kResults ? kOwn : kResults;
};

}  // namespace jarip

namespace nvcuda {
namespace wmma {

template <class Use, int M, int N, int K, class T, class Layout = void>
class fragment {
  static_assert(jarip::has_product<T, M, N, K>::value,
                "jarip: wmma has no fragment of this shape and type");

 public:
  typedef typename jarip::matrix_element<T>::type element_type;
  typedef element_type storage_element_type;
  typedef jarip::matrix_shape<Use, M, N, K> jarip_shape;
  static constexpr int num_elements = jarip_shape::kRows * jarip_shape::kColumns / 32;
  static constexpr int num_storage_elements = num_elements;
  element_type x[num_elements];

  /* Row and column of x[slot] in the calling lane. */
  __device__ static int jarip_row(int slot) { return place(slot) / jarip_shape::kColumns; }
  __device__ static int jarip_column(int slot) { return place(slot) % jarip_shape::kColumns; }

 private:
  __device__ static int place(int slot) {
    const int chunk = slot / jarip_shape::kChunk * 32 + (int)jarip::lane();
    return chunk * jarip_shape::kChunk + slot % jarip_shape::kChunk;
  }
};

}  // namespace wmma
}  // namespace nvcuda

#endif
