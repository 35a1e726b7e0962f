// Conditional nodes of graphs: if with else, switch, while, one in another, over many launches.
#include <cuda_runtime.h>

#include <cstdio>
#define CHECK(c)                                \
  if (!(c)) {                                   \
    printf("FAIL line %d: %s\n", __LINE__, #c); \
    return 1;                                   \
  }
__global__ void choose(cudaGraphConditionalHandle h, const int* v) {
  cudaGraphSetConditional(h, *v);
}
__global__ void write(int* p, int v) { *p = v; }
__global__ void halve(cudaGraphConditionalHandle h, int* n, int* steps) {
  *n = *n % 2 ? 3 * *n + 1 : *n / 2;
  ++*steps;
  cudaGraphSetConditional(h, *n != 1);
}
static cudaError_t add(cudaGraphNode_t* node, cudaGraph_t g, cudaGraphNode_t* before, size_t n,
                       cudaGraphNodeParams* p) {
  return cudaGraphAddNode(node, g, before, n, p);
}
static cudaError_t kernel(cudaGraphNode_t* node, cudaGraph_t g, cudaGraphNode_t before, void* f,
                          void** args) {
  cudaGraphNodeParams p = {};
  p.type = cudaGraphNodeTypeKernel;
  p.kernel.func = f;
  p.kernel.gridDim = p.kernel.blockDim = dim3(1);
  p.kernel.kernelParams = args;
  return add(node, g, before ? &before : nullptr, before ? 1 : 0, &p);
}
int main() {
  int* mem;
  cudaMallocManaged(&mem, 64);
  int *sel = mem, *out = mem + 1, *n = mem + 2, *steps = mem + 3;
  cudaStream_t s;
  cudaStreamCreate(&s);
  // A switch of three, then an if with an else.
  for (int kind = 0; kind < 2; ++kind) {
    cudaGraph_t g;
    CHECK(cudaGraphCreate(&g, 0) == 0);
    cudaGraphConditionalHandle h;
    CHECK(cudaGraphConditionalHandleCreate(&h, g) == 0);
    cudaGraphNode_t a, c, z;
    void* args[] = {&h, &sel};
    CHECK(kernel(&a, g, nullptr, (void*)choose, args) == 0);
    cudaGraphNodeParams p = {};
    p.type = cudaGraphNodeTypeConditional;
    p.conditional.handle = h;
    p.conditional.type = kind ? cudaGraphCondTypeIf : cudaGraphCondTypeSwitch;
    p.conditional.size = kind ? 2 : 3;
    CHECK(add(&c, g, &a, 1, &p) == 0);
    for (unsigned b = 0; b < p.conditional.size; ++b) {
      int v = 10 + b;
      void* w[] = {&out, &v};
      cudaGraphNode_t x;
      CHECK(kernel(&x, p.conditional.phGraph_out[b], nullptr, (void*)write, w) == 0);
    }
    int* seen = mem + 4;
    void* w2[] = {&seen, &kind};
    CHECK(kernel(&z, g, c, (void*)write, w2) == 0);
    cudaGraphNodeType t;
    CHECK(cudaGraphNodeGetType(c, &t) == 0 && t == cudaGraphNodeTypeConditional);
    cudaGraphExec_t e;
    CHECK(cudaGraphInstantiate(&e, g, 0) == 0);
    cudaGraph_t no;
    CHECK(cudaGraphClone(&no, g) == cudaErrorNotSupported);
    for (int v = 0; v < 5; ++v) {
      *sel = v;
      *out = -1;
      CHECK(cudaGraphLaunch(e, s) == 0);
      CHECK(cudaStreamSynchronize(s) == 0);
      int want = kind ? (v ? 10 : 11) : v < 3 ? 10 + v : -1;
      CHECK(*out == want);
      CHECK(*seen == kind);
    }
    CHECK(cudaGraphExecDestroy(e) == 0 && cudaGraphDestroy(g) == 0);
  }
  // A while, in it an if.
  cudaGraph_t g;
  cudaGraphCreate(&g, 0);
  cudaGraphConditionalHandle h;
  CHECK(cudaGraphConditionalHandleCreate(&h, g, 1, cudaGraphCondAssignDefault) == 0);
  cudaGraphNode_t c, x, y, i;
  cudaGraphNodeParams p = {};
  p.type = cudaGraphNodeTypeConditional;
  p.conditional.handle = h;
  p.conditional.type = cudaGraphCondTypeWhile;
  p.conditional.size = 1;
  CHECK(add(&c, g, nullptr, 0, &p) == 0);
  cudaGraph_t body = p.conditional.phGraph_out[0];
  void* args[] = {&h, &n, &steps};
  CHECK(kernel(&x, body, nullptr, (void*)halve, args) == 0);
  cudaGraphConditionalHandle hi;
  CHECK(cudaGraphConditionalHandleCreate(&hi, body, 0, cudaGraphCondAssignDefault) == 0);
  void* a2[] = {&hi, &n};
  CHECK(kernel(&y, body, x, (void*)choose, a2) == 0);
  cudaGraphNodeParams q = {};
  q.type = cudaGraphNodeTypeConditional;
  q.conditional.handle = hi;
  q.conditional.type = cudaGraphCondTypeIf;
  q.conditional.size = 1;
  CHECK(add(&i, body, &y, 1, &q) == 0);
  int v = 77;
  void* w[] = {&out, &v};
  cudaGraphNode_t z;
  CHECK(kernel(&z, q.conditional.phGraph_out[0], nullptr, (void*)write, w) == 0);
  cudaGraphExec_t e;
  CHECK(cudaGraphInstantiate(&e, g, 0) == 0);
  for (int turn = 0; turn < 20; ++turn) {
    *n = 27;
    *steps = 0;
    *out = 0;
    CHECK(cudaGraphLaunch(e, s) == 0);
    CHECK(cudaStreamSynchronize(s) == 0);
    CHECK(*n == 1 && *steps == 111 && *out == 77);
  }
  *n = 6;
  *steps = 0;
  for (int k = 0; k < 3; ++k) cudaGraphLaunch(e, s);
  CHECK(cudaGraphExecDestroy(e) == 0);
  CHECK(cudaDeviceSynchronize() == 0);
  CHECK(*steps == 8 + 3 + 3);
  CHECK(cudaGraphDestroy(g) == 0);
  puts("PASS");
}
