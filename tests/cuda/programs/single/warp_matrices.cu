// wmma: products of every shape and type against the same sums on the host.
#include <cmath>
#include <cstdio>
#include <mma.h>
#include <type_traits>

using namespace nvcuda;

template <int M, int N, int K, class T, class Acc, class LayoutA, class LayoutB>
__global__ void multiply(const typename jarip::matrix_element<T>::type *a,
                         const typename jarip::matrix_element<T>::type *b, const Acc *c, Acc *d) {
  constexpr bool kRowA = std::is_same<LayoutA, wmma::row_major>::value;
  constexpr bool kRowB = std::is_same<LayoutB, wmma::row_major>::value;
  wmma::fragment<wmma::matrix_a, M, N, K, T, LayoutA> left;
  wmma::fragment<wmma::matrix_b, M, N, K, T, LayoutB> right;
  wmma::fragment<wmma::accumulator, M, N, K, Acc> sum;
  wmma::load_matrix_sync(left, a, kRowA ? K : M);
  wmma::load_matrix_sync(right, b, kRowB ? N : K);
  wmma::load_matrix_sync(sum, c, N, wmma::mem_row_major);
  wmma::mma_sync(sum, left, right, sum);
  for (int i = 0; i < sum.num_elements; ++i) sum.x[i] = sum.x[i] + sum.x[i];
  wmma::store_matrix_sync(d, sum, M, wmma::mem_col_major);
}

template <int M, int N, int K, class T, class Acc, class LayoutA, class LayoutB>
static int differences(const char *name) {
  typedef typename jarip::matrix_element<T>::type Element;
  constexpr bool kRowA = std::is_same<LayoutA, wmma::row_major>::value;
  constexpr bool kRowB = std::is_same<LayoutB, wmma::row_major>::value;
  Element *a, *b;
  Acc *c, *d;
  cudaMallocManaged(&a, M * K * sizeof(Element));
  cudaMallocManaged(&b, K * N * sizeof(Element));
  cudaMallocManaged(&c, M * N * sizeof(Acc));
  cudaMallocManaged(&d, M * N * sizeof(Acc));
  auto at_a = [](int i, int k) { return kRowA ? i * K + k : k * M + i; };
  auto at_b = [](int k, int j) { return kRowB ? k * N + j : j * K + k; };
  for (int i = 0; i < M; ++i)
    for (int k = 0; k < K; ++k) a[at_a(i, k)] = Element(float((i * 3 + k * 5) % 11));
  for (int k = 0; k < K; ++k)
    for (int j = 0; j < N; ++j) b[at_b(k, j)] = Element(float((k * 7 + j * 2) % 13));
  for (int i = 0; i < M * N; ++i) c[i] = Acc(float(i % 17));
  multiply<M, N, K, T, Acc, LayoutA, LayoutB><<<1, 32>>>(a, b, c, d);
  int wrong = cudaDeviceSynchronize() != cudaSuccess;
  for (int i = 0; i < M; ++i)
    for (int j = 0; j < N; ++j) {
      float sum = float(c[i * N + j]);
      for (int k = 0; k < K; ++k) sum += float(a[at_a(i, k)]) * float(b[at_b(k, j)]);
      wrong += std::fabs(float(d[j * M + i]) - 2 * sum) > 1e-3f * std::fabs(sum);
    }
  if (wrong) std::printf("%s: %d wrong\n", name, wrong);
  for (void *p : {(void *)a, (void *)b, (void *)c, (void *)d}) cudaFree(p);
  return wrong;
}

int main() {
  typedef wmma::row_major R;
  typedef wmma::col_major C;
  int wrong = differences<16, 16, 16, half, float, R, C>("half");
  wrong += differences<32, 8, 16, half, float, C, R>("half 32x8");
  wrong += differences<8, 32, 16, half, half, R, R>("half 8x32 into half");
  wrong += differences<16, 16, 16, __nv_bfloat16, float, C, C>("bfloat16");
  wrong += differences<16, 16, 16, signed char, int, R, C>("bytes");
  wrong += differences<8, 32, 16, unsigned char, int, C, C>("unsigned bytes");
  wrong += differences<16, 16, 8, wmma::precision::tf32, float, R, R>("tf32");
  wrong += differences<8, 8, 4, double, double, R, C>("double");
  std::puts(wrong ? "FAIL" : "PASS");
}
