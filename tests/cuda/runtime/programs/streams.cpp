// Streams and events: order, independence, the rules of the default streams, times, host functions.
#include <atomic>
#include <thread>

#include "program.h"

static char step, gate, tally;

struct Gate {
  int *flag;
  Gate() {
    OK(cudaMallocHost(reinterpret_cast<void **>(&flag), 4));
    *flag = 0;
  }
  ~Gate() { OK(cudaFreeHost(flag)); }
  void hold(cudaStream_t stream) { OK(launch(&gate, 1, 1, 0, stream, flag)); }
  void open() { __atomic_store_n(flag, 1, __ATOMIC_RELEASE); }
};

static int *zero() {
  int *value;
  OK(cudaMallocManaged(reinterpret_cast<void **>(&value), 4));
  *value = 0;
  return value;
}

static void add(int *value, int amount, cudaStream_t stream) {
  OK(launch(&step, 1, 1, 0, stream, value, amount, 2000));
}

static void a_stream_keeps_its_order() {
  cudaStream_t streams[5];
  int *values[5];
  for (auto &stream : streams) OK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  for (auto &value : values) value = zero();
  for (int round = 0; round < 15; ++round) {
    for (int i = 0; i < 5; ++i) add(values[i], round + i, streams[i]);
  }
  OK(cudaDeviceSynchronize());
  for (int i = 0; i < 5; ++i) {
    int expected = 0;
    for (int round = 0; round < 15; ++round) expected = expected * 3 + round + i;
    EXPECT(*values[i] == expected);
    OK(cudaStreamDestroy(streams[i]));
    OK(cudaFree(values[i]));
  }
}

static void streams_do_not_wait_for_each_other() {
  cudaStream_t a, b;
  OK(cudaStreamCreate(&a));
  OK(cudaStreamCreate(&b));
  Gate held;
  held.hold(a);
  int *value = zero();
  add(value, 5, b);
  OK(cudaStreamSynchronize(b));
  EXPECT(*value == 5);
  EXPECT_ERROR(cudaErrorNotReady, cudaStreamQuery(a));
  OK(cudaStreamQuery(b));
  held.open();
  OK(cudaStreamSynchronize(a));
  OK(cudaStreamQuery(a));
  OK(cudaStreamDestroy(a));
  OK(cudaStreamDestroy(b));
  OK(cudaFree(value));
}

// The legacy default stream follows and precedes blocking streams, not non-blocking ones.
static void the_legacy_stream_synchronises() {
  cudaStream_t blocking, other, free;
  OK(cudaStreamCreate(&blocking));
  OK(cudaStreamCreate(&other));
  OK(cudaStreamCreateWithFlags(&free, cudaStreamNonBlocking));
  Gate held;
  held.hold(blocking);
  int *value = zero();
  add(value, 1, nullptr);
  add(value, 1, other);
  add(value, 1, cudaStreamPerThread);
  int *independent = zero();
  add(independent, 7, free);
  OK(cudaStreamSynchronize(free));
  EXPECT(*independent == 7);
  EXPECT(*value == 0);
  EXPECT_ERROR(cudaErrorNotReady, cudaStreamQuery(nullptr));
  EXPECT_ERROR(cudaErrorNotReady, cudaStreamQuery(other));
  held.open();
  OK(cudaStreamSynchronize(nullptr));
  EXPECT(*value >= 1);
  OK(cudaDeviceSynchronize());
  EXPECT(*value == 13 || *value == 4);  // the last two are free to meet
  for (auto stream : {blocking, other, free}) OK(cudaStreamDestroy(stream));
  OK(cudaFree(value));
  OK(cudaFree(independent));
}

static void events_order_streams_and_tell_times() {
  cudaStream_t a, b;
  OK(cudaStreamCreateWithFlags(&a, cudaStreamNonBlocking));
  OK(cudaStreamCreateWithFlags(&b, cudaStreamNonBlocking));
  cudaEvent_t begin, end, untimed;
  OK(cudaEventCreate(&begin));
  OK(cudaEventCreate(&end));
  OK(cudaEventCreateWithFlags(&untimed, cudaEventDisableTiming));
  float ms;
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaEventElapsedTime(&ms, begin, end));
  OK(cudaEventQuery(begin));
  Gate held;
  int *value = zero();
  OK(cudaEventRecord(begin, a));
  held.hold(a);
  add(value, 1, a);
  OK(cudaEventRecord(end, a));
  OK(cudaEventRecord(untimed, a));
  OK(cudaStreamWaitEvent(b, untimed, 0));
  add(value, 2, b);
  EXPECT_ERROR(cudaErrorNotReady, cudaEventQuery(end));
  EXPECT_ERROR(cudaErrorNotReady, cudaEventElapsedTime(&ms, begin, end));
  OK(cudaEventSynchronize(begin));
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  held.open();
  OK(cudaStreamSynchronize(b));
  EXPECT(*value == 5);
  OK(cudaEventElapsedTime(&ms, begin, end));
  EXPECT(ms >= 5.0f);
  OK(cudaEventElapsedTime(&ms, end, begin));
  EXPECT(ms <= -5.0f);
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaEventElapsedTime(&ms, begin, untimed));
  OK(cudaEventDestroy(untimed));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaEventRecord(untimed, a));
  OK(cudaStreamDestroy(a));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaStreamQuery(a));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaStreamDestroy(a));
  OK(cudaStreamDestroy(b));
  OK(cudaEventDestroy(begin));
  OK(cudaEventDestroy(end));
  OK(cudaFree(value));
}

static void host_functions_take_their_place() {
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  int *value = zero();
  add(value, 1, stream);
  OK(cudaLaunchHostFunc(stream, [](void *data) { *static_cast<int *>(data) *= 100; }, value));
  add(value, 5, stream);
  OK(cudaStreamAddCallback(
      stream,
      [](cudaStream_t, cudaError_t status, void *data) {
        if (status == cudaSuccess) *static_cast<int *>(data) += 7;
      },
      value, 0));
  OK(cudaStreamSynchronize(stream));
  EXPECT(*value == 312);
  OK(cudaStreamDestroy(stream));
  OK(cudaFree(value));
}

// A stream may be destroyed before its work is done; the work is done all the same.
static void a_destroyed_stream_finishes() {
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  Gate held;
  int *value = zero();
  held.hold(stream);
  add(value, 3, stream);
  OK(cudaStreamDestroy(stream));
  held.open();
  OK(cudaDeviceSynchronize());
  EXPECT(*value == 3);
  OK(cudaFree(value));
}

static void every_block_runs_once() {
  unsigned long long *counters;
  OK(cudaMallocManaged(reinterpret_cast<void **>(&counters), 8 * 8));
  for (unsigned blocks : {1u, 2u, 7u, 64u, 1000u, 70000u}) {
    OK(cudaMemset(counters, 0, 64));
    for (int round = 0; round < 50; ++round) OK(launch(&tally, blocks, 32, 0, 0, counters, 8u));
    OK(cudaDeviceSynchronize());
    unsigned long long sum = 0;
    for (int i = 0; i < 8; ++i) sum += counters[i];
    EXPECT(sum == 50ull * blocks * (blocks + 1ull) / 2);
  }
  OK(cudaFree(counters));
}

static void many_threads_launch_at_once() {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&wrong, t] {
      cudaStream_t stream;
      OK(cudaStreamCreateWithPriority(&stream, cudaStreamNonBlocking, -(t % 3)));
      int *value = zero();
      int expected = 0;
      for (int round = 0; round < 200; ++round) {
        OK(launch(&step, 1, 1, 0, stream, value, t, 10));
        expected = int(unsigned(expected) * 3 + unsigned(t));
        if (round % 17 == 0) OK(cudaStreamSynchronize(stream));
      }
      OK(cudaStreamSynchronize(stream));
      if (*value != expected) ++wrong;
      OK(cudaStreamDestroy(stream));
    });
  }
  for (auto &thread : threads) thread.join();
  EXPECT(wrong == 0);
}

int main() {
  const std::string tail = " static_shared=0 max_threads=1024 min_blocks=0\n";
  Image image("kernel loop_step params=0:8,8:4,12:4 params_bytes=16" + tail +
              "kernel loop_gate params=0:8 params_bytes=8" + tail +
              "kernel loop_tally params=0:8,8:4 params_bytes=12" + tail);
  image.add_kernel(&step, "loop_step");
  image.add_kernel(&gate, "loop_gate");
  image.add_kernel(&tally, "loop_tally");
  a_stream_keeps_its_order();
  if (getenv("ONE_WORKER") == nullptr) {  // a gate would hold the only worker
    streams_do_not_wait_for_each_other();
    the_legacy_stream_synchronises();
  }
  events_order_streams_and_tell_times();
  host_functions_take_their_place();
  a_destroyed_stream_finishes();
  every_block_runs_once();
  many_threads_launch_at_once();
  puts("ok");
}
