// nvstd::function in host and device code, of small and of large callables.
#include <cstdio>
#include <nvfunctional>

struct Counted {  // counts what lives
  int *alive;
  int payload[16];
  __host__ __device__ explicit Counted(int *alive) : alive(alive), payload() { ++*alive; }
  __host__ __device__ Counted(const Counted &other) : alive(other.alive), payload() { ++*alive; }
  __host__ __device__ ~Counted() { --*alive; }
  __host__ __device__ int operator()(int x) const { return x + payload[3] + 1; }
};
__host__ __device__ int twice(int x) { return 2 * x; }

__host__ __device__ int exercise(int x) {
  int alive = 0, wrong = 0;
  {
    nvstd::function<int(int)> empty, plain = twice, large = Counted(&alive);
    nvstd::function<int(int)> small = [x](int y) { return x * y; };
    wrong += empty || !plain || !large || empty != nullptr;
    wrong += plain(x) != 2 * x || large(x) != x + 1 || small(3) != 3 * x;
    nvstd::function<int(int)> copy = large, moved = static_cast<nvstd::function<int(int)> &&>(large);
    wrong += copy(1) != 2 || moved(2) != 3 || large || alive != 2;
    copy = small;
    wrong += copy(5) != 5 * x || alive != 1;
    swap(copy, moved);
    wrong += copy(5) != 6 || moved(5) != 5 * x;
    copy = nullptr;
    wrong += copy || alive != 0;
    nvstd::function<void(int &)> changes = [](int &y) { y += 7; };
    int y = x;
    changes(y);
    wrong += y != x + 7;
  }
  return wrong + (alive != 0);
}
__global__ void on_device(int *wrong) { atomicAdd(wrong, exercise(threadIdx.x)); }

int main() {
  int *wrong;
  cudaMallocManaged(&wrong, sizeof(int));
  *wrong = exercise(5);
  on_device<<<2, 64>>>(wrong);
  if (cudaDeviceSynchronize() != cudaSuccess) ++*wrong;
  std::puts(*wrong ? "FAIL" : "PASS");
  return *wrong != 0;
}
