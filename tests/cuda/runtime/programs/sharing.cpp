// Memory, events and semaphores shared with other processes and APIs. The program starts itself
// again as the other process and hands it what lies in a file.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "program.h"

static char count;

struct Handed {
  cudaIpcMemHandle_t large, small;
  cudaIpcEventHandle_t mine, yours;
  cudaMemPoolPtrExportData pooled;
  int pool;  // a descriptor, which the other process inherits
};

static const size_t kLarge = 3 << 20;

static int other_process(const char *path) {
  Handed handed;
  FILE *file = fopen(path, "rb");
  EXPECT(file != nullptr && fread(&handed, sizeof handed, 1, file) == 1);
  fclose(file);
  char *large;
  int *small, *pooled;
  cudaEvent_t mine, yours;
  cudaMemPool_t pool;
  OK(cudaIpcOpenMemHandle((void **)&large, handed.large, cudaIpcMemLazyEnablePeerAccess));
  OK(cudaIpcOpenMemHandle((void **)&small, handed.small, cudaIpcMemLazyEnablePeerAccess));
  OK(cudaIpcOpenEventHandle(&mine, handed.mine));
  OK(cudaIpcOpenEventHandle(&yours, handed.yours));
  OK(cudaMemPoolImportFromShareableHandle(&pool, reinterpret_cast<void *>((long)handed.pool),
                                          cudaMemHandleTypePosixFileDescriptor, 0));
  OK(cudaMemPoolImportPointer((void **)&pooled, pool, &handed.pooled));
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  OK(cudaStreamWaitEvent(stream, mine, 0));
  int seen = 0;
  OK(cudaMemcpyAsync(&seen, small, sizeof seen, cudaMemcpyDeviceToHost, stream));
  OK(cudaStreamSynchronize(stream));
  EXPECT(seen == 1234);
  OK(cudaMemsetAsync(large, 7, kLarge, stream));
  OK(cudaMemsetAsync(pooled, 0, sizeof *pooled, stream));
  OK(cudaEventRecord(yours, stream));
  OK(cudaStreamSynchronize(stream));
  OK(cudaIpcCloseMemHandle(large));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaIpcCloseMemHandle(large));
  OK(cudaFree(small));
  OK(cudaFreeAsync(pooled, stream));
  return 0;
}

static pid_t start_other(const char *program, const char *path) {
  const pid_t child = vfork();
  if (child == 0) {
    execl(program, program, "other", path, nullptr);
    _exit(127);
  }
  return child;
}

static void processes(const char *program, const char *path) {
  Handed handed{};
  char *large;
  int *small, *beside, *pooled;
  cudaEvent_t mine, yours, plain;
  cudaMemPool_t pool;
  OK(cudaMalloc((void **)&large, kLarge));
  OK(cudaMalloc((void **)&beside, 100));
  OK(cudaMalloc((void **)&small, 100));
  OK(cudaMemset(large, 1, kLarge));
  const int number = 1234, other = 99;
  OK(cudaMemcpy(beside, &other, sizeof other, cudaMemcpyHostToDevice));
  OK(cudaEventCreateWithFlags(&mine, cudaEventInterprocess | cudaEventDisableTiming));
  OK(cudaEventCreateWithFlags(&yours, cudaEventInterprocess | cudaEventDisableTiming));
  OK(cudaEventCreate(&plain));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaIpcGetEventHandle(&handed.mine, plain));
  OK(cudaIpcGetEventHandle(&handed.mine, mine));
  OK(cudaIpcGetEventHandle(&handed.yours, yours));
  OK(cudaIpcGetMemHandle(&handed.large, large));
  OK(cudaIpcGetMemHandle(&handed.small, small));
  int on_host;
  EXPECT_ERROR(cudaErrorInvalidValue, cudaIpcGetMemHandle(&handed.small, &on_host));
  OK(cudaDeviceGetDefaultMemPool(&pool, 0));
  OK(cudaMallocFromPoolAsync((void **)&pooled, sizeof *pooled, pool, nullptr));
  OK(cudaMemset(pooled, 5, sizeof *pooled));
  OK(cudaMemPoolExportPointer(&handed.pooled, pooled));
  OK(cudaMemPoolExportToShareableHandle(&handed.pool, pool, cudaMemHandleTypePosixFileDescriptor,
                                        0));
  fcntl(handed.pool, F_SETFD, 0);
  FILE *file = fopen(path, "wb");
  EXPECT(file != nullptr && fwrite(&handed, sizeof handed, 1, file) == 1);
  fclose(file);
  // What was on the shared pages stays there, and the two processes meet by the two events.
  OK(cudaMemcpy(small, &number, sizeof number, cudaMemcpyHostToDevice));
  OK(cudaEventRecord(mine));
  const pid_t child = start_other(program, path);
  int status = -1;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
  OK(cudaStreamWaitEvent(nullptr, yours, 0));
  OK(cudaEventSynchronize(yours));
  char last = 0;
  int seen = 0;
  OK(cudaMemcpy(&last, large + kLarge - 1, 1, cudaMemcpyDeviceToHost));
  OK(cudaMemcpy(&seen, beside, sizeof seen, cudaMemcpyDeviceToHost));
  EXPECT(last == 7 && seen == 99);
  OK(cudaMemcpy(&seen, pooled, sizeof seen, cudaMemcpyDeviceToHost));
  EXPECT(seen == 0);
  OK(cudaFree(large));
  OK(cudaFree(small));
}

static void external_memory() {
  const int descriptor = memfd_create("test", 0);
  EXPECT(ftruncate(descriptor, 1 << 20) == 0);
  int *view = static_cast<int *>(
      mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0));
  cudaExternalMemoryHandleDesc from{};
  from.type = cudaExternalMemoryHandleTypeOpaqueFd;
  from.handle.fd = descriptor;
  from.size = 2 << 20;
  cudaExternalMemory_t memory;
  EXPECT_ERROR(cudaErrorInvalidValue, cudaImportExternalMemory(&memory, &from));
  from.size = 1 << 20;
  OK(cudaImportExternalMemory(&memory, &from));
  cudaExternalMemoryBufferDesc buffer{};
  buffer.offset = 4000;
  buffer.size = 96 + (1 << 19);
  int *mapped;
  OK(cudaExternalMemoryGetMappedBuffer((void **)&mapped, memory, &buffer));
  OK(cudaMemset(mapped, 3, buffer.size));
  OK(cudaDeviceSynchronize());
  EXPECT(view[1000] == 0x03030303 && view[999] == 0);
  buffer.offset = 1 << 20;
  EXPECT_ERROR(cudaErrorInvalidValue,
               cudaExternalMemoryGetMappedBuffer((void **)&view, memory, &buffer));
  OK(cudaFree(mapped));
  OK(cudaDestroyExternalMemory(memory));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle, cudaDestroyExternalMemory(memory));
}

static cudaExternalSemaphore_t import(cudaExternalSemaphoreHandleType type, int descriptor) {
  cudaExternalSemaphoreHandleDesc from{};
  from.type = type;
  from.handle.fd = descriptor;
  cudaExternalSemaphore_t semaphore;
  OK(cudaImportExternalSemaphore(&semaphore, &from));
  return semaphore;
}

static void semaphores() {
  const int descriptor = eventfd(0, 0), timeline_memory = memfd_create("timeline", 0);
  EXPECT(ftruncate(timeline_memory, 4096) == 0);
  auto *timeline = static_cast<volatile unsigned long long *>(
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, timeline_memory, 0));
  const cudaExternalSemaphore_t both[] = {
      import(cudaExternalSemaphoreHandleTypeOpaqueFd, dup(descriptor)),
      import(cudaExternalSemaphoreHandleTypeTimelineSemaphoreFd, timeline_memory)};
  cudaExternalSemaphoreWaitParams wait[2] = {};
  wait[1].params.fence.value = 4;
  cudaExternalSemaphoreSignalParams signal[2] = {};
  signal[1].params.fence.value = 10;
  cudaStream_t stream;
  OK(cudaStreamCreate(&stream));
  int *out;
  OK(cudaMallocManaged((void **)&out, sizeof *out));
  *out = 0;
  OK(cudaWaitExternalSemaphoresAsync(both, wait, 2, stream));
  OK(launch(&count, 1, 32, 0, stream, out));
  OK(cudaSignalExternalSemaphoresAsync(both, signal, 2, stream));
  const unsigned long long one = 1;
  EXPECT(write(descriptor, &one, sizeof one) == sizeof one);
  EXPECT_ERROR(cudaErrorNotReady, cudaStreamQuery(stream));
  EXPECT(*out == 0);  // it still waits for the timeline
  timeline[0] = 4;
  OK(cudaStreamSynchronize(stream));
  unsigned long long counted = 0;
  EXPECT(*out == 1 && timeline[0] == 10);
  EXPECT(read(descriptor, &counted, sizeof counted) == sizeof counted && counted == 1);
  EXPECT_ERROR(cudaErrorInvalidValue, cudaWaitExternalSemaphoresAsync(both, wait, 0, stream));

  cudaGraph_t graph;
  cudaGraphNode_t first, second;
  cudaGraphExec_t exec;
  OK(cudaGraphCreate(&graph, 0));
  cudaExternalSemaphoreSignalNodeParams signals{const_cast<cudaExternalSemaphore_t *>(both), signal,
                                                2};
  cudaExternalSemaphoreWaitNodeParams waits{const_cast<cudaExternalSemaphore_t *>(both), wait, 2};
  OK(cudaGraphAddExternalSemaphoresSignalNode(&first, graph, nullptr, 0, &signals));
  OK(cudaGraphAddExternalSemaphoresWaitNode(&second, graph, &first, 1, &waits));
  cudaExternalSemaphoreSignalNodeParams asked{};
  OK(cudaGraphExternalSemaphoresSignalNodeGetParams(first, &asked));
  EXPECT(asked.numExtSems == 2 && asked.paramsArray[1].params.fence.value == 10);
  OK(cudaGraphInstantiate(&exec, graph, 0));
  timeline[0] = 0;
  OK(cudaGraphLaunch(exec, stream));
  OK(cudaStreamSynchronize(stream));
  EXPECT(timeline[0] == 10);
  signal[1].params.fence.value = 20;
  OK(cudaGraphExecExternalSemaphoresSignalNodeSetParams(exec, first, &signals));
  OK(cudaGraphLaunch(exec, stream));
  OK(cudaStreamSynchronize(stream));
  EXPECT(timeline[0] == 20);
  OK(cudaGraphExecDestroy(exec));
  OK(cudaGraphDestroy(graph));
  OK(cudaDestroyExternalSemaphore(both[0]));
  EXPECT_ERROR(cudaErrorInvalidResourceHandle,
               cudaSignalExternalSemaphoresAsync(both, signal, 2, stream));
}

static void devices() {
  cudaAsyncCallbackHandle_t handle;
  const auto callback = [](cudaAsyncNotificationInfo_t *, void *, cudaAsyncCallbackHandle_t) {};
  OK(cudaDeviceRegisterAsyncNotification(0, callback, nullptr, &handle));
  OK(cudaDeviceUnregisterAsyncNotification(0, handle));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaDeviceUnregisterAsyncNotification(0, handle));
  OK(cudaDeviceFlushGPUDirectRDMAWrites(cudaFlushGPUDirectRDMAWritesTargetCurrentDevice,
                                        cudaFlushGPUDirectRDMAWritesToOwner));
  int *out;
  OK(cudaMallocManaged((void **)&out, sizeof *out));
  *out = 0;
  cudaStream_t streams[2];
  void *arguments[] = {&out};
  cudaLaunchParams launches[2];
  for (int device = 0; device < 2; ++device) {
    OK(cudaSetDevice(device));
    OK(cudaStreamCreate(&streams[device]));
    launches[device] = {&count, 3, 32, arguments, 0, streams[device]};
  }
  OK(cudaLaunchCooperativeKernelMultiDevice(launches, 2, 0));
  OK(cudaStreamSynchronize(streams[0]));
  EXPECT(*out == 6);  // each waits for both
  OK(cudaStreamSynchronize(streams[1]));
  launches[1].stream = streams[0];
  EXPECT_ERROR(cudaErrorInvalidValue, cudaLaunchCooperativeKernelMultiDevice(launches, 2, 0));
}

int main(int, char **arguments) {
  if (strcmp(arguments[1], "other") == 0) return other_process(arguments[2]);
  Image image("kernel count params=0:8 params_bytes=8 static_shared=0 max_threads=64 min_blocks=0\n");
  image.add_kernel(&count, "count");
  external_memory();
  semaphores();
  processes(arguments[0], arguments[1]);
  devices();
  puts("ok");
}
