// Graphs: built node by node or captured from streams, launched, changed, copied, asked about.
#include "program.h"

static char step;
static int zero_calls;

static int *ints(int count) {
  int *values;
  OK(cudaMallocManaged(reinterpret_cast<void **>(&values), size_t(count) * 4));
  memset(values, 0, size_t(count) * 4);
  return values;
}

static cudaStream_t new_stream() {
  cudaStream_t stream;
  OK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  return stream;
}

// value = value * 3 + amount
struct Step {
  int *value;
  int amount;
  int spins = 100;
  void *pointers[3] = {&value, &amount, &spins};
  cudaKernelNodeParams parameters = {&step, dim3(1), dim3(1), 0, pointers, nullptr};
  Step(int *value, int amount) : value(value), amount(amount) {}
};

static cudaGraphNode_t add_step(cudaGraph_t graph, std::vector<cudaGraphNode_t> before, int *value,
                                int amount) {
  Step kernel(value, amount);
  cudaGraphNode_t node;
  OK(cudaGraphAddKernelNode(&node, graph, before.data(), before.size(), &kernel.parameters));
  return node;
}

static void step_in(cudaStream_t stream, int *value, int amount) {
  OK(launch(&step, 1, 1, 0, stream, value, amount, 100));
}

static cudaGraphExec_t instantiate(cudaGraph_t graph) {
  cudaGraphExec_t exec;
  OK(cudaGraphInstantiate(&exec, graph, 0));
  return exec;
}

static void run(cudaGraphExec_t exec, cudaStream_t stream) {
  OK(cudaGraphLaunch(exec, stream));
  OK(cudaStreamSynchronize(stream));
}

static void a_built_graph_keeps_its_order() {
  cudaStream_t stream = new_stream();
  int *value = ints(1), *host = ints(1);
  cudaGraph_t graph;
  OK(cudaGraphCreate(&graph, 0));
  cudaMemsetParams set = {value, 0, 7, 4, 1, 1};
  cudaGraphNode_t first, last, function;
  OK(cudaGraphAddMemsetNode(&first, graph, nullptr, 0, &set));
  cudaGraphNode_t chain = first;
  for (int i = 0; i < 5; ++i) chain = add_step(graph, {chain}, value, i);
  cudaHostNodeParams call = {[](void *data) { *static_cast<int *>(data) += 1000; }, value};
  OK(cudaGraphAddHostNode(&function, graph, &chain, 1, &call));
  OK(cudaGraphAddMemcpyNode1D(&last, graph, &function, 1, host, value, 4, cudaMemcpyDefault));
  cudaGraphExec_t exec = instantiate(graph);
  int expected = 7;
  for (int i = 0; i < 5; ++i) expected = expected * 3 + i;
  for (int round = 0; round < 20; ++round) {
    *host = 0;
    run(exec, stream);
    EXPECT(*host == expected + 1000);
  }
  size_t count = 0;
  OK(cudaGraphGetNodes(graph, nullptr, &count));
  EXPECT(count == 8);
  OK(cudaGraphGetEdges(graph, nullptr, nullptr, &count));
  EXPECT(count == 7);
  cudaGraphNode_t roots[2];
  count = 2;
  OK(cudaGraphGetRootNodes(graph, roots, &count));
  EXPECT(count == 1 && roots[0] == first && roots[1] == nullptr);
  cudaGraphNodeType type;
  OK(cudaGraphNodeGetType(function, &type));
  EXPECT(type == cudaGraphNodeTypeHost);
  cudaKernelNodeParams kernel;
  OK(cudaGraphKernelNodeGetParams(chain, &kernel));
  EXPECT(kernel.func == &step && *static_cast<int *>(kernel.kernelParams[1]) == 4);
  // A change in the executable graph alone, then in the graph itself.
  Step other(value, 50);
  OK(cudaGraphExecKernelNodeSetParams(exec, chain, &other.parameters));
  run(exec, stream);
  EXPECT(*host == expected - 4 + 50 + 1000);
  OK(cudaGraphNodeSetEnabled(exec, chain, 0));
  run(exec, stream);
  EXPECT(*host == (expected - 4) / 3 + 1000);
  OK(cudaGraphKernelNodeSetParams(chain, &other.parameters));
  OK(cudaGraphNodeSetEnabled(exec, chain, 1));
  cudaGraphExecUpdateResultInfo information;
  OK(cudaGraphExecUpdate(exec, graph, &information));
  run(exec, stream);
  EXPECT(*host == expected - 4 + 50 + 1000);
  OK(cudaGraphDestroyNode(last));
  EXPECT_ERROR(cudaErrorGraphExecUpdateFailure, cudaGraphExecUpdate(exec, graph, &information));
  EXPECT(information.result == cudaGraphExecUpdateErrorTopologyChanged);
  cudaGetLastError();
  OK(cudaGraphExecDestroy(exec));
  OK(cudaGraphDestroy(graph));
  OK(cudaStreamDestroy(stream));
}

// a before b and c, both before d: b and c write to values of their own.
static void branches_join_again() {
  cudaStream_t stream = new_stream();
  int *values = ints(3);
  cudaGraph_t graph;
  OK(cudaGraphCreate(&graph, 0));
  cudaGraphNode_t a = add_step(graph, {}, values, 1);
  cudaGraphNode_t b = add_step(graph, {a}, values + 1, 2);
  cudaGraphNode_t c = add_step(graph, {a}, values + 2, 3);
  cudaGraphNode_t d;
  cudaHostNodeParams sum = {[](void *data) {
                              int *all = static_cast<int *>(data);
                              all[0] += all[1] * 100 + all[2] * 10000;
                            },
                            values};
  const cudaGraphNode_t both[] = {b, c};
  OK(cudaGraphAddHostNode(&d, graph, both, 2, &sum));
  cudaGraphExec_t exec = instantiate(graph);
  run(exec, stream);
  EXPECT(values[0] == 30201);
  OK(cudaGraphAddDependencies(graph, &d, &a, 1));
  cudaGraphExec_t cyclic;
  EXPECT_ERROR(cudaErrorInvalidValue, cudaGraphInstantiate(&cyclic, graph, 0));
  cudaGetLastError();
  OK(cudaGraphRemoveDependencies(graph, &d, &a, 1));
  EXPECT_ERROR(cudaErrorInvalidValue, cudaGraphRemoveDependencies(graph, &d, &a, 1));
  cudaGetLastError();
  // As a child of another graph, twice in a row, and copied.
  cudaGraph_t outer, clone;
  OK(cudaGraphCreate(&outer, 0));
  cudaGraphNode_t one, two, found;
  OK(cudaGraphAddChildGraphNode(&one, outer, nullptr, 0, graph));
  OK(cudaGraphAddChildGraphNode(&two, outer, &one, 1, graph));
  OK(cudaGraphClone(&clone, outer));
  OK(cudaGraphNodeFindInClone(&found, two, clone));
  EXPECT(found != two);
  OK(cudaGraphDestroy(graph));
  memset(values, 0, 12);
  cudaGraphExec_t twice = instantiate(clone);
  run(twice, stream);
  EXPECT(values[1] == 8 && values[2] == 12 && values[0] == 30201 * 3 + 1 + 800 + 120000);
  OK(cudaGraphDebugDotPrint(outer, "/dev/null", 0));
  for (auto each : {exec, twice}) OK(cudaGraphExecDestroy(each));
  for (auto each : {outer, clone}) OK(cudaGraphDestroy(each));
  OK(cudaStreamDestroy(stream));
}

static void streams_are_captured() {
  cudaStream_t a = new_stream(), b = new_stream();
  cudaEvent_t fork, join;
  OK(cudaEventCreate(&fork));
  OK(cudaEventCreate(&join));
  int *values = ints(2);
  int host[2] = {5, 6};
  for (int round = 0; round < 2; ++round) {
    cudaGraph_t graph;
    OK(cudaStreamBeginCapture(a, cudaStreamCaptureModeGlobal));
    OK(cudaMemcpyAsync(values, host, 8, cudaMemcpyHostToDevice, a));
    OK(cudaEventRecord(fork, a));
    OK(cudaStreamWaitEvent(b, fork, 0));
    step_in(a, values, 1);
    step_in(b, values + 1, 2);
    step_in(b, values + 1, 3);
    OK(cudaEventRecord(join, b));
    OK(cudaStreamWaitEvent(a, join, 0));
    OK(cudaMemcpyAsync(host, values, 8, cudaMemcpyDeviceToHost, a));
    OK(cudaLaunchHostFunc(a, [](void *calls) { ++*static_cast<int *>(calls); }, &zero_calls));
    cudaStreamCaptureStatus status;
    OK(cudaStreamIsCapturing(b, &status));
    EXPECT(status == cudaStreamCaptureStatusActive);
    OK(cudaStreamEndCapture(a, &graph));
    OK(cudaStreamIsCapturing(b, &status));
    EXPECT(status == cudaStreamCaptureStatusNone);
    EXPECT(zero_calls == round && host[0] == 5 && host[1] == 6);  // nothing has happened yet
    cudaGraphExec_t exec = instantiate(graph);
    run(exec, b);
    EXPECT(host[0] == 16 && host[1] == (6 * 3 + 2) * 3 + 3 && zero_calls == round + 1);
    host[0] = 5;
    host[1] = 6;
    size_t count;
    OK(cudaGraphGetNodes(graph, nullptr, &count));
    EXPECT(count == 6);
    OK(cudaGraphExecDestroy(exec));
    OK(cudaGraphDestroy(graph));
  }
  OK(cudaStreamDestroy(a));
  OK(cudaStreamDestroy(b));
}

static void bad_captures_fail() {
  cudaStream_t a = new_stream(), b = new_stream(), blocking;
  OK(cudaStreamCreate(&blocking));
  cudaEvent_t event;
  OK(cudaEventCreate(&event));
  cudaGraph_t graph;
  int *value = ints(1);
  EXPECT_ERROR(cudaErrorStreamCaptureUnsupported,
               cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal));
  OK(cudaStreamBeginCapture(a, cudaStreamCaptureModeGlobal));
  EXPECT_ERROR(cudaErrorStreamCaptureUnsupported, cudaStreamSynchronize(a));
  EXPECT_ERROR(cudaErrorStreamCaptureInvalidated, cudaStreamEndCapture(a, &graph));
  EXPECT(graph == nullptr);

  OK(cudaStreamBeginCapture(a, cudaStreamCaptureModeGlobal));
  step_in(a, value, 1);
  OK(cudaEventRecord(event, a));
  OK(cudaStreamWaitEvent(b, event, 0));
  step_in(b, value, 1);
  EXPECT_ERROR(cudaErrorStreamCaptureUnmatched, cudaStreamEndCapture(b, &graph));
  EXPECT_ERROR(cudaErrorStreamCaptureUnjoined, cudaStreamEndCapture(a, &graph));

  OK(cudaStreamBeginCapture(blocking, cudaStreamCaptureModeGlobal));
  EXPECT_ERROR(cudaErrorStreamCaptureImplicit, launch(&step, 1, 1, 0, nullptr, value, 1, 1));
  EXPECT_ERROR(cudaErrorStreamCaptureInvalidated, cudaStreamEndCapture(blocking, &graph));
  EXPECT_ERROR(cudaErrorIllegalState, cudaStreamEndCapture(blocking, &graph));
  cudaGetLastError();
  step_in(a, value, 4);
  OK(cudaStreamSynchronize(a));
  EXPECT(*value == 4);  // streams work as ever afterwards
  for (auto stream : {a, b, blocking}) OK(cudaStreamDestroy(stream));
}

static void graphs_own_memory_and_objects() {
  cudaStream_t stream = new_stream();
  int *result = ints(1);
  cudaGraph_t graph;
  OK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));
  int *scratch;
  OK(cudaMallocAsync(reinterpret_cast<void **>(&scratch), 1 << 20, stream));
  OK(cudaMemsetAsync(scratch, 0, 4, stream));
  step_in(stream, scratch, 9);
  OK(cudaMemcpyAsync(result, scratch, 4, cudaMemcpyDeviceToDevice, stream));
  OK(cudaFreeAsync(scratch, stream));
  OK(cudaStreamEndCapture(stream, &graph));
  cudaGraph_t clone;
  EXPECT_ERROR(cudaErrorNotSupported, cudaGraphClone(&clone, graph));
  cudaGetLastError();
  int destroyed = 0;
  cudaUserObject_t object;
  OK(cudaUserObjectCreate(
      &object, &destroyed, [](void *flag) { *static_cast<int *>(flag) = 1; }, 1,
      cudaUserObjectNoDestructorSync));
  OK(cudaGraphRetainUserObject(graph, object, 1, cudaGraphUserObjectMove));
  cudaGraphExec_t exec = instantiate(graph);
  OK(cudaGraphDestroy(graph));
  for (int round = 0; round < 3; ++round) {
    *result = 0;
    run(exec, stream);
    EXPECT(*result == 9);
  }
  size_t before, after, total;
  OK(cudaMemGetInfo(&before, &total));
  EXPECT(destroyed == 0);
  OK(cudaGraphExecDestroy(exec));
  EXPECT(destroyed == 1);
  OK(cudaMemGetInfo(&after, &total));
  EXPECT(after == before + (1 << 20));
  OK(cudaStreamDestroy(stream));
}

static void events_in_graphs_order_streams() {
  cudaStream_t a = new_stream(), b = new_stream();
  cudaEvent_t event;
  OK(cudaEventCreate(&event));
  int *value = ints(1);
  cudaGraph_t graph;
  OK(cudaGraphCreate(&graph, 0));
  cudaGraphNode_t node = add_step(graph, {}, value, 2), record;
  OK(cudaGraphAddEventRecordNode(&record, graph, &node, 1, event));
  cudaGraphExec_t exec = instantiate(graph);
  for (int round = 0; round < 10; ++round) {
    *value = 0;
    OK(cudaGraphLaunch(exec, a));
    OK(cudaStreamWaitEvent(b, event, 0));
    step_in(b, value, 1);
    OK(cudaStreamSynchronize(b));
    EXPECT(*value == 7);
  }
  OK(cudaGraphExecDestroy(exec));
  OK(cudaGraphDestroy(graph));
}

int main() {
  Image image(
      "kernel loop_step params=0:8,8:4,12:4 params_bytes=16 static_shared=0 max_threads=1024 "
      "min_blocks=0\n");
  image.add_kernel(&step, "loop_step");
  a_built_graph_keeps_its_order();
  branches_join_again();
  streams_are_captured();
  bad_captures_fail();
  graphs_own_memory_and_objects();
  events_in_graphs_order_streams();
  puts("ok");
}
