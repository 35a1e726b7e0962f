// The first versions of functions whose parameters changed since. Headers name the later ones;
// these are for programs that look names up.
#include "driver/call.h"

#define JARIP_FIRST(name) __asm__(#name)

extern "C" {
CUresult first_get_proc_address(const char *, void **, int, cuuint64_t)
    JARIP_FIRST(cuGetProcAddress);
CUresult first_begin_capture(CUstream) JARIP_FIRST(cuStreamBeginCapture);
CUresult first_capture_info(CUstream, CUstreamCaptureStatus *, cuuint64_t *)
    JARIP_FIRST(cuStreamGetCaptureInfo);
CUresult first_exec_update(CUgraphExec, CUgraph, CUgraphNode *, CUgraphExecUpdateResult *)
    JARIP_FIRST(cuGraphExecUpdate);
CUresult first_instantiate(CUgraphExec *, CUgraph, CUgraphNode *, char *, size_t)
    JARIP_FIRST(cuGraphInstantiate);
}

#define JARIP_SHOWN extern "C" __attribute__((visibility("default")))

JARIP_SHOWN CUresult first_get_proc_address(const char *name, void **function, int version,
                                            cuuint64_t flags) {
  return cuGetProcAddress(name, function, version, flags, nullptr);
}

JARIP_SHOWN CUresult first_begin_capture(CUstream stream) {
  return cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_GLOBAL);
}

JARIP_SHOWN CUresult first_capture_info(CUstream stream, CUstreamCaptureStatus *status,
                                        cuuint64_t *id) {
  return cuStreamGetCaptureInfo(stream, status, id, nullptr, nullptr, nullptr);
}

JARIP_SHOWN CUresult first_exec_update(CUgraphExec exec, CUgraph graph, CUgraphNode *node,
                                       CUgraphExecUpdateResult *result) {
  CUgraphExecUpdateResultInfo info{};
  const CUresult error = cuGraphExecUpdate(exec, graph, &info);
  if (node != nullptr) *node = info.errorNode;
  if (result != nullptr) *result = info.result;
  return error;
}

JARIP_SHOWN CUresult first_instantiate(CUgraphExec *exec, CUgraph graph, CUgraphNode *node,
                                       char *log, size_t room) {
  if (node != nullptr) *node = nullptr;
  if (log != nullptr && room > 0) *log = '\0';
  return cuGraphInstantiate(exec, graph, 0);
}
