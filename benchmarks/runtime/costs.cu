// Prints what calls of the runtime cost: lines "NAME MICROSECONDS", each the mean of many calls. With
// the argument "start" it launches one kernel instead and prints the time of the monotonic clock, in
// nanoseconds, when the kernel was done.
#include <cuda.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <thread>
#include <vector>

__global__ void empty(int *) {}

using Clock = std::chrono::steady_clock;

template <typename Body>
static double microseconds_each(int count, Body body) {
  body();  // the first does what is done once
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) body();
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / count;
}

// A program that computes between its launches: the pool's threads have gone to sleep by then.
template <typename Body>
static double after_pauses(int count, Body body) {
  double total = 0;
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto begin = Clock::now();
    body();
    total += std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  }
  return total / count;
}

static void print(const char *name, double cost) { std::printf("%s %.3f\n", name, cost); }

static void launches(int blocks) {
  char name[64];
  const auto launch = [&] { empty<<<blocks, 128>>>(nullptr); };
  const auto launch_and_wait = [&] {
    launch();
    cudaDeviceSynchronize();
  };
  constexpr int kBatch = 500;
  const auto batch = [&] {
    for (int i = 0; i < kBatch; ++i) launch();
    cudaDeviceSynchronize();
  };
  std::snprintf(name, sizeof name, "launch_in_a_row_%d", blocks);
  print(name, microseconds_each(10, batch) / kBatch);
  std::snprintf(name, sizeof name, "launch_and_wait_%d", blocks);
  print(name, microseconds_each(3000, launch_and_wait));
  std::snprintf(name, sizeof name, "launch_and_wait_after_1ms_%d", blocks);
  print(name, after_pauses(100, launch_and_wait));
}

static void graph_of(int kernels) {
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  cudaStreamCreate(&stream);
  cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
  for (int i = 0; i < kernels; ++i) empty<<<1, 128, 0, stream>>>(nullptr);
  cudaStreamEndCapture(stream, &graph);
  cudaGraphInstantiate(&exec, graph, 0);
  const double cost = microseconds_each(300, [&] {
    cudaGraphLaunch(exec, stream);
    cudaStreamSynchronize(stream);
  });
  print("graph_node", cost / kernels);
}

static void others() {
  void *memory, *pinned;
  cudaStream_t stream;
  cudaEvent_t event;
  cudaMalloc(&memory, 4096);
  cudaMallocHost(&pinned, 4096);
  cudaStreamCreate(&stream);
  cudaEventCreate(&event);
  print("copy_64_bytes", microseconds_each(20000, [&] {
          cudaMemcpy(memory, pinned, 64, cudaMemcpyHostToDevice);
        }));
  print("set_async_4096_bytes", microseconds_each(20000, [&] {
          cudaMemsetAsync(memory, 0, 4096, stream);
        }));
  print("event_record", microseconds_each(20000, [&] { cudaEventRecord(event, stream); }));
  print("stream_wait_event", microseconds_each(20000, [&] {
          cudaStreamWaitEvent(stream, event, 0);
        }));
  print("malloc_and_free_1_MiB", microseconds_each(2000, [&] {
          void *piece;
          cudaMalloc(&piece, 1 << 20);
          cudaFree(piece);
        }));
  print("malloc_async_and_free_1_MiB", microseconds_each(2000, [&] {
          void *piece;
          cudaMallocAsync(&piece, 1 << 20, stream);
          cudaFreeAsync(piece, stream);
        }));
  cudaDeviceSynchronize();
}

int main(int count, char **arguments) {
  if (count > 1 && std::strcmp(arguments[1], "start") == 0) {
    empty<<<1, 128>>>(nullptr);
    if (cudaDeviceSynchronize() != cudaSuccess) return 1;
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    std::printf("%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    return 0;
  }
  for (const int blocks : {1, 16, 256}) launches(blocks);
  graph_of(50);
  others();
  return 0;
}
