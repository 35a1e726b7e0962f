// Kernel parameters of every kind and alignment arrive as they were passed.
#include <cstdint>
#include <cstdio>

struct Small {
  char letter;
  short number;
};
struct Big {
  double values[5];
  Small small;
};
struct alignas(16) Aligned {
  float x, y, z;
};
struct Empty {};

__global__ void take(bool flag, char letter, Small small, int64_t wide, Big big, Aligned aligned,
                     Empty, const void *pointer, float4 vector, unsigned char last, int *failures) {
  int wrong = 0;
  wrong += flag != true;
  wrong += letter != 'q';
  wrong += small.letter != 's' || small.number != -7;
  wrong += wide != -(int64_t(1) << 40);
  for (int i = 0; i < 5; i++) wrong += big.values[i] != i + 0.25;
  wrong += big.small.letter != 'b' || big.small.number != 12345;
  wrong += aligned.x != 1 || aligned.y != 2 || aligned.z != 3;
  wrong += pointer != failures;
  wrong += vector.x != 4 || vector.y != 5 || vector.z != 6 || vector.w != 7;
  wrong += last != 200;
  if (wrong) atomicAdd(failures, wrong);
}

int main() {
  int *failures;
  cudaMalloc(&failures, sizeof(int));
  cudaMemset(failures, 0, sizeof(int));
  Big big{{0.25, 1.25, 2.25, 3.25, 4.25}, {'b', 12345}};
  take<<<2, 3>>>(true, 'q', Small{'s', -7}, -(int64_t(1) << 40), big, Aligned{1, 2, 3}, Empty{},
                 failures, make_float4(4, 5, 6, 7), 200, failures);
  int found = -1;
  cudaError_t error = cudaMemcpy(&found, failures, sizeof(int), cudaMemcpyDeviceToHost);
  std::printf(error == cudaSuccess && found == 0 ? "PASS\n" : "FAIL %d %d\n", error, found);
  return found != 0;
}
