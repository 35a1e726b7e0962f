// The driver API beside the runtime API: one primary context, virtual memory, graphs, libraries.
#include <cuda_runtime_api.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "check.h"

static CUlibrary library;

static CUfunction function(const char *name) {
  CUkernel kernel = nullptr;
  CUfunction found = nullptr;
  OK(cuLibraryGetKernel(&kernel, library, name));
  OK(cuKernelGetFunction(&found, kernel));
  return found;
}

// The runtime makes the primary context current; memory and streams of one API are the other's, and
// errors of the driver are not the runtime's.
static void test_interplay() {
  int *numbers = nullptr;
  CHECK(cudaMalloc(reinterpret_cast<void **>(&numbers), 64 * sizeof(int)) == cudaSuccess);
  CUcontext current = nullptr, primary = nullptr;
  OK(cuCtxGetCurrent(&current));
  OK(cuDevicePrimaryCtxRetain(&primary, 0));
  CHECK(current != nullptr && current == primary);
  unsigned flags = 9;
  int active = 0;
  OK(cuDevicePrimaryCtxGetState(0, &flags, &active));
  CHECK(active == 1 && flags == 0);
  cudaStream_t stream;
  CHECK(cudaStreamCreate(&stream) == cudaSuccess);
  int value = 100;
  void *parameters[] = {&numbers, &value};
  OK(cuLaunchKernel(function("fill"), 2, 1, 1, 32, 1, 1, 128, stream, parameters, nullptr));
  int host[64];
  CHECK(cudaMemcpyAsync(host, numbers, sizeof host, cudaMemcpyDefault, stream) == cudaSuccess);
  OK(cuStreamSynchronize(stream));
  CHECK(host[0] == 131 && host[63] == 100);
  CHECK(cuMemFree(12345) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cudaGetLastError() == cudaSuccess);
  void *function_by_name = nullptr;
  CHECK(cudaGetDriverEntryPoint("cuCtxSynchronize", &function_by_name, cudaEnableDefault) ==
        cudaSuccess);
  CHECK(reinterpret_cast<CUresult (*)()>(function_by_name)() == CUDA_SUCCESS);
  CHECK(cudaStreamDestroy(stream) == cudaSuccess && cudaFree(numbers) == cudaSuccess);
  OK(cuDevicePrimaryCtxRelease(0));
}

static CUmemGenericAllocationHandle create(size_t bytes) {
  CUmemAllocationProp properties{};
  properties.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  properties.location = {CU_MEM_LOCATION_TYPE_DEVICE, 0};
  properties.requestedHandleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR;
  CUmemGenericAllocationHandle handle = 0;
  OK(cuMemCreate(&handle, bytes, &properties, 0));
  CHECK(cuMemCreate(&handle, bytes + 1, &properties, 0) == CUDA_ERROR_INVALID_VALUE);
  return handle;
}

// Two pieces of memory side by side are one array; what is mapped elsewhere is the same memory.
static void test_virtual_memory() {
  size_t unit = 0, total = 0, before = 0, after = 0;
  CUmemAllocationProp properties{};
  properties.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  properties.location = {CU_MEM_LOCATION_TYPE_DEVICE, 0};
  OK(cuMemGetAllocationGranularity(&unit, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM));
  OK(cuMemGetInfo(&before, &total));
  CUdeviceptr range;
  OK(cuMemAddressReserve(&range, 3 * unit, 0, 0, 0));
  const CUmemGenericAllocationHandle first = create(unit), second = create(unit);
  OK(cuMemGetInfo(&after, &total));
  CHECK(before - after == 2 * unit);
  OK(cuMemMap(range, unit, 0, first, 0));
  OK(cuMemMap(range + unit, unit, 0, second, 0));
  CHECK(cuMemMap(range + unit, unit, 0, first, 0) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuMemsetD8(range, 1, unit) == CUDA_ERROR_INVALID_VALUE);  // no access yet
  const CUmemAccessDesc access = {{CU_MEM_LOCATION_TYPE_DEVICE, 0},
                                  CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  OK(cuMemSetAccess(range, 2 * unit, &access, 1));
  OK(cuMemsetD32(range, 7, 2 * unit / 4));
  CHECK(cuMemsetD32(range, 7, 3 * unit / 4) == CUDA_ERROR_INVALID_VALUE);
  OK(cuMemMap(range + 2 * unit, unit, 0, first, 0));
  OK(cuMemSetAccess(range + 2 * unit, unit, &access, 1));
  OK(cuMemsetD32(range + 2 * unit, 8, 1));
  int seen[2];
  OK(cuMemcpyDtoH(seen, range, sizeof seen));
  CHECK(seen[0] == 8 && seen[1] == 7);
  unsigned long long flags = 0;
  OK(cuMemGetAccess(&flags, &access.location, range));
  CHECK(flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
  int descriptor = -1;
  OK(cuMemExportToShareableHandle(&descriptor, second, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR,
                                  0));
  CUmemGenericAllocationHandle imported;
  OK(cuMemImportFromShareableHandle(&imported, reinterpret_cast<void *>((long)descriptor),
                                    CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  OK(cuMemRelease(imported));
  OK(cuMemRelease(first));
  OK(cuMemRelease(second));
  CHECK(cuMemFree(range) == CUDA_ERROR_INVALID_VALUE);
  CHECK(cuMemUnmap(range, unit / 2) == CUDA_ERROR_INVALID_VALUE);
  OK(cuMemUnmap(range, 3 * unit));
  OK(cuMemAddressFree(range, 3 * unit));
  OK(cuMemGetInfo(&after, &total));
  CHECK(before == after);
}

static void test_graphs() {
  CUgraph graph;
  CUgraphNode set, launch, copy, batch;
  CUdeviceptr numbers, word;
  OK(cuMemAlloc(&numbers, 32 * sizeof(int)));
  OK(cuMemAlloc(&word, sizeof(int)));
  OK(cuGraphCreate(&graph, 0));
  CUDA_MEMSET_NODE_PARAMS zero = {numbers, 0, 0, 4, 32, 1};
  OK(cuGraphAddMemsetNode(&set, graph, nullptr, 0, &zero, nullptr));
  int value = 10;
  void *parameters[] = {&numbers, &value};
  CUDA_KERNEL_NODE_PARAMS kernel = {function("fill"), 1, 1, 1, 32, 1, 1, 128, parameters, nullptr,
                                    nullptr, nullptr};
  OK(cuGraphAddKernelNode(&launch, graph, &set, 1, &kernel));
  int host[32] = {};
  CUDA_MEMCPY3D back{};
  back.srcMemoryType = CU_MEMORYTYPE_DEVICE, back.srcDevice = numbers;
  back.dstMemoryType = CU_MEMORYTYPE_HOST, back.dstHost = host;
  back.WidthInBytes = sizeof host, back.Height = back.Depth = 1;
  OK(cuGraphAddMemcpyNode(&copy, graph, &launch, 1, &back, nullptr));
  CUstreamBatchMemOpParams write{};
  write.writeValue.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32;
  write.writeValue.address = word;
  write.writeValue.value = 77;
  CUDA_BATCH_MEM_OP_NODE_PARAMS operations = {nullptr, 1, &write, 0};
  OK(cuGraphAddBatchMemOpNode(&batch, graph, &copy, 1, &operations));
  CUgraphNodeType type;
  OK(cuGraphNodeGetType(batch, &type));
  CHECK(type == CU_GRAPH_NODE_TYPE_BATCH_MEM_OP);
  CUgraphExec exec;
  OK(cuGraphInstantiate(&exec, graph, 0));
  OK(cuGraphLaunch(exec, nullptr));
  OK(cuCtxSynchronize());
  CHECK(host[0] == 41 && host[31] == 10);
  int written = 0;
  OK(cuMemcpyDtoH(&written, word, sizeof written));
  CHECK(written == 77);
  value = 20;
  OK(cuGraphExecKernelNodeSetParams(exec, launch, &kernel));
  OK(cuGraphLaunch(exec, nullptr));
  OK(cuCtxSynchronize());
  CHECK(host[31] == 20);
  size_t count = 0;
  OK(cuGraphGetNodes(graph, nullptr, &count));
  CHECK(count == 4);
  CUDA_KERNEL_NODE_PARAMS asked{};
  OK(cuGraphKernelNodeGetParams(launch, &asked));
  CHECK(asked.blockDimX == 32 && asked.sharedMemBytes == 128);
  OK(cuGraphExecDestroy(exec));
  OK(cuGraphDestroy(graph));
  OK(cuMemFree(numbers));
  OK(cuMemFree(word));
}

// A semaphore of another API holds a stream up; memory of another API is memory like any other.
static void test_external() {
  const int descriptor = eventfd(0, 0), memory_file = memfd_create("memory", 0);
  CHECK(ftruncate(memory_file, 8192) == 0);
  CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC from{};
  from.type = CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD;
  from.handle.fd = dup(descriptor);
  CUexternalSemaphore semaphore;
  OK(cuImportExternalSemaphore(&semaphore, &from));
  CUDA_EXTERNAL_MEMORY_HANDLE_DESC memory_from{};
  memory_from.type = CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD;
  memory_from.handle.fd = memory_file;
  memory_from.size = 8192;
  CUexternalMemory memory;
  OK(cuImportExternalMemory(&memory, &memory_from));
  CUDA_EXTERNAL_MEMORY_BUFFER_DESC buffer{};
  buffer.size = 8192;
  CUdeviceptr pointer;
  OK(cuExternalMemoryGetMappedBuffer(&pointer, memory, &buffer));
  CUstream stream;
  OK(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait{};
  OK(cuWaitExternalSemaphoresAsync(&semaphore, &wait, 1, stream));
  OK(cuMemsetD8Async(pointer, 9, 8192, stream));
  CHECK(cuStreamQuery(stream) == CUDA_ERROR_NOT_READY);
  const unsigned long long one = 1;
  CHECK(write(descriptor, &one, sizeof one) == sizeof one);
  OK(cuStreamSynchronize(stream));
  char last = 0;
  CHECK(pread(memory_file, &last, 1, 8191) == 1 && last == 9);
  OK(cuMemFree(pointer));
  OK(cuDestroyExternalMemory(memory));
  OK(cuDestroyExternalSemaphore(semaphore));
  OK(cuStreamDestroy(stream));
}

// What is linked from one image is that image, whatever options there are.
static void test_linking(const char *path) {
  CUlinkState state;
  float milliseconds = 7;
  char log[64] = "";
  CUjit_option options[] = {CU_JIT_WALL_TIME, CU_JIT_INFO_LOG_BUFFER,
                            CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES};
  void *values[] = {&milliseconds, log, reinterpret_cast<void *>(sizeof log)};
  OK(cuLinkCreate(3, options, values, &state));
  void *image = nullptr;
  size_t bytes = 0;
  CHECK(cuLinkComplete(state, &image, &bytes) == CUDA_ERROR_INVALID_VALUE);
  OK(cuLinkAddFile(state, CU_JIT_INPUT_FATBINARY, path, 0, nullptr, nullptr));
  CHECK(cuLinkAddFile(state, CU_JIT_INPUT_FATBINARY, path, 0, nullptr, nullptr) ==
        CUDA_ERROR_NOT_SUPPORTED);
  OK(cuLinkComplete(state, &image, &bytes));
  CUmodule module_;
  CUfunction function;
  OK(cuModuleLoadData(&module_, image));
  OK(cuLinkDestroy(state));
  OK(cuModuleGetFunction(&function, module_, "fill"));
  OK(cuModuleUnload(module_));
}

int main(int, char **arguments) {
  CUdevice device;
  OK(cuInit(0));
  OK(cuDeviceGet(&device, 0));
  CHECK(cudaSetDevice(0) == cudaSuccess);
  OK(cuLibraryLoadFromFile(&library, arguments[1], nullptr, nullptr, 0, nullptr, nullptr, 0));
  test_interplay();
  test_virtual_memory();
  test_graphs();
  test_external();
  test_linking(arguments[1]);
  OK(cuLibraryUnload(library));
  return report();
}
