// cuComplex.h on the device gives what std::complex gives on the host.
#include <complex>
#include <cstdio>

#include <cuComplex.h>

__global__ void calculate(cuDoubleComplex x, cuDoubleComplex y, cuDoubleComplex *out, float *length) {
  out[0] = cuCadd(x, y);
  out[1] = cuCsub(x, y);
  out[2] = cuCmul(x, y);
  out[3] = cuCdiv(x, y);
  out[4] = cuConj(x);
  out[5] = cuCfma(x, y, x);
  *length = cuCabsf(make_cuComplex(3e30f, 4e30f));  // its square would overflow
}

int main() {
  std::complex<double> x(1.5, -2.25), y(-0.75, 3.5);
  const std::complex<double> expected[6] = {x + y, x - y, x * y, x / y, std::conj(x), x * y + x};
  cuDoubleComplex *out, found[6];
  float *length, long_one;
  cudaMalloc(&out, sizeof(found));
  cudaMalloc(&length, sizeof(float));
  calculate<<<1, 1>>>(make_cuDoubleComplex(x.real(), x.imag()),
                      make_cuDoubleComplex(y.real(), y.imag()), out, length);
  cudaMemcpy(found, out, sizeof(found), cudaMemcpyDeviceToHost);
  cudaMemcpy(&long_one, length, sizeof(float), cudaMemcpyDeviceToHost);
  int wrong = std::abs(long_one / 5e30f - 1) > 1e-6;
  for (int i = 0; i < 6; i++) {
    std::complex<double> got(cuCreal(found[i]), cuCimag(found[i]));
    if (std::abs(got - expected[i]) > 1e-14 * std::abs(expected[i])) {
      std::printf("case %d: %g %g\n", i, got.real(), got.imag());
      wrong++;
    }
  }
  std::printf(wrong ? "FAIL\n" : "PASS\n");
  return wrong;
}
