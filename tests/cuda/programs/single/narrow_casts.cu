// Floats out of a byte's or a short's range: the low bits of the 32-bit conversion, as host code
// gives; out of an int's range: clamped, as the device alone does.
#include <cstdio>

__global__ void convert(const float *in, unsigned char *bytes, short *shorts, int *ints, int n) {
  int i = threadIdx.x;
  if (i >= n) return;
  bytes[i] = (unsigned char)in[i];
  shorts[i] = (short)in[i];
  ints[i] = (int)in[i];
}

int main() {
  const float values[6] = {295.0f, 20.5f, 65540.0f, 3e10f, -3e10f, -1.0f};
  float *in;
  unsigned char *bytes;
  short *shorts;
  int *ints, wrong = 0;
  cudaMallocManaged(&in, sizeof(values));
  cudaMallocManaged(&bytes, 6);
  cudaMallocManaged(&shorts, 12);
  cudaMallocManaged(&ints, 24);
  for (int i = 0; i < 6; i++) in[i] = values[i];
  convert<<<1, 32>>>(in, bytes, shorts, ints, 6);
  cudaDeviceSynchronize();
  wrong += bytes[0] != 39 || bytes[1] != 20 || bytes[2] != 4;
  wrong += shorts[0] != 295 || shorts[2] != 4 || shorts[5] != -1;
  wrong += ints[2] != 65540 || ints[3] != 2147483647 || ints[4] != -2147483647 - 1;
  std::printf(wrong ? "FAIL\n" : "PASS\n");
  return wrong;
}
