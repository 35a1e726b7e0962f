// nvcc: -rdc=true
// Dynamic parallelism: children see what their parents wrote, run in the order of their launches,
// may launch in turn, and are done when the host's wait for their parent ends.
#include <cstdio>

template <class Number>
__global__ void scale(Number *numbers, int by, double more) {
  numbers[blockIdx.x * blockDim.x + threadIdx.x] =
      numbers[blockIdx.x * blockDim.x + threadIdx.x] * by + static_cast<Number>(more);
}

static __global__ void count(int *counter) { atomicAdd(counter, 1); }

__global__ void parent(int *numbers, int *counter, int depth) {
  numbers[threadIdx.x] = threadIdx.x;  // before any child starts
  if (threadIdx.x == 39) {
    cudaStream_t stream;
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    scale<<<2, 20>>>(numbers, 2, 1.0);
    if (depth > 0) parent<<<1, dim3(40)>>>(numbers + 40, counter, depth - 1);
    scale<int><<<dim3(1, 1), 10, 64, stream>>>(numbers, 10, 0.0);
    cudaStreamDestroy(stream);
  }
  if (threadIdx.x % 2 == 0) count<<<3, 32, 0, cudaStreamTailLaunch>>>(counter);
}

// The parts of a quicksort, each a kernel of its own.
__global__ void sort(int *numbers, int first, int last) {
  int low = first, high = last;
  const int middle = numbers[(first + last) / 2];
  while (low <= high) {
    while (numbers[low] < middle) ++low;
    while (numbers[high] > middle) --high;
    if (low > high) break;
    const int kept = numbers[low];
    numbers[low++] = numbers[high];
    numbers[high--] = kept;
  }
  if (first < high) sort<<<1, 1>>>(numbers, first, high);
  if (low < last) sort<<<1, 1>>>(numbers, low, last);
}

// More threads than a block may have: nothing runs, and a message says so.
__global__ void refused(int *counter) { count<<<1, 2048>>>(counter); }

__global__ void write_to(int *address) { *address = 1; }
__global__ void parent_of_bad() { write_to<<<1, 1>>>(nullptr); }

int main() {
  int *numbers, *counter;
  cudaMallocManaged(&numbers, 1000 * sizeof(int));
  cudaMallocManaged(&counter, sizeof(int));
  parent<<<1, 40>>>(numbers, counter, 3);
  bool right = cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 0; i < 160; ++i) {
    const int thread = i % 40, scaled = thread * 2 + 1;
    right &= numbers[i] == (thread < 10 ? scaled * 10 : scaled);
  }
  right &= *counter == 4 * 20 * 3 * 32;
  if (!right) std::puts("FAIL: parents and children");

  for (int i = 0; i < 1000; ++i) numbers[i] = i * 7919 % 1009;
  sort<<<1, 1>>>(numbers, 0, 999);
  right &= cudaDeviceSynchronize() == cudaSuccess;
  for (int i = 1; i < 1000; ++i) right &= numbers[i - 1] <= numbers[i];
  if (!right) std::puts("FAIL: quicksort");

  *counter = 0;
  refused<<<1, 1>>>(counter);
  right &= cudaDeviceSynchronize() == cudaSuccess && *counter == 0;
  if (!right) std::puts("FAIL: a launch that cannot be");

  parent_of_bad<<<1, 1>>>();
  right &= cudaDeviceSynchronize() == cudaErrorIllegalAddress;
  std::puts(right ? "PASS" : "FAIL");
}
