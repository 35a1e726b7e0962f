#include "graph/user_object.h"

#include <atomic>

#include "graph/graph.h"

namespace jarip {

namespace {

constexpr uint32_t kMagic = 0x4a555352;  // "JUSR"

}  // namespace

struct UserObject {
  uint32_t magic;
  void *pointer;
  cudaHostFn_t destroy;
  std::atomic<unsigned> references;
};

UserObject *resolve_user_object(cudaUserObject_t handle) {
  auto *object = reinterpret_cast<UserObject *>(handle);
  return object != nullptr && object->magic == kMagic ? object : nullptr;
}

void retain_user_object(UserObject &object, unsigned count) { object.references.fetch_add(count); }

void release_user_object(UserObject &object, unsigned count) {
  if (object.references.fetch_sub(count) != count) return;
  object.destroy(object.pointer);
  object.magic = 0;
  delete &object;
}

}  // namespace jarip

using jarip::Graph;
using jarip::record;
using jarip::UserObject;

extern "C" cudaError_t cudaUserObjectCreate(cudaUserObject_t *handle, void *pointer,
                                            cudaHostFn_t destroy, unsigned int references,
                                            unsigned int flags) {
  JARIP_ENTER();
  if (handle == nullptr || destroy == nullptr || references == 0 ||
      flags != cudaUserObjectNoDestructorSync) {
    return record(cudaErrorInvalidValue);
  }
  auto *object = new UserObject{jarip::kMagic, pointer, destroy, {references}};
  *handle = reinterpret_cast<cudaUserObject_t>(object);
  return cudaSuccess;
}

extern "C" cudaError_t cudaUserObjectRetain(cudaUserObject_t handle, unsigned int count) {
  JARIP_ENTER();
  UserObject *object = jarip::resolve_user_object(handle);
  if (object == nullptr || count == 0) return record(cudaErrorInvalidValue);
  jarip::retain_user_object(*object, count);
  return cudaSuccess;
}

extern "C" cudaError_t cudaUserObjectRelease(cudaUserObject_t handle, unsigned int count) {
  JARIP_ENTER();
  UserObject *object = jarip::resolve_user_object(handle);
  if (object == nullptr || count == 0) return record(cudaErrorInvalidValue);
  jarip::release_user_object(*object, count);
  return cudaSuccess;
}

// A moved reference is the caller's no more; otherwise the graph takes one of its own.
extern "C" cudaError_t cudaGraphRetainUserObject(cudaGraph_t graph_handle, cudaUserObject_t handle,
                                                 unsigned int count, unsigned int flags) {
  JARIP_ENTER();
  Graph *graph = jarip::resolve_graph(graph_handle);
  UserObject *object = jarip::resolve_user_object(handle);
  if (graph == nullptr || object == nullptr || count == 0 ||
      (flags & ~unsigned{cudaGraphUserObjectMove}) != 0) {
    return record(cudaErrorInvalidValue);
  }
  if ((flags & cudaGraphUserObjectMove) == 0) jarip::retain_user_object(*object, count);
  for (unsigned index = 0; index < count; ++index) graph->user_objects.push(object);
  return cudaSuccess;
}

extern "C" cudaError_t cudaGraphReleaseUserObject(cudaGraph_t graph_handle, cudaUserObject_t handle,
                                                  unsigned int count) {
  JARIP_ENTER();
  Graph *graph = jarip::resolve_graph(graph_handle);
  UserObject *object = jarip::resolve_user_object(handle);
  if (graph == nullptr || object == nullptr || count == 0) return record(cudaErrorInvalidValue);
  for (unsigned index = 0; index < count; ++index) {
    if (!graph->user_objects.remove(object)) return record(cudaErrorInvalidValue);
    jarip::release_user_object(*object, 1);
  }
  return cudaSuccess;
}
