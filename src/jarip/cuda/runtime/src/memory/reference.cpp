#include "memory/reference.h"

#include <string.h>

#include "kernel/host_table.h"
#include "kernel/module.h"

namespace jarip {

namespace {

HostTable<Reference> references;

}  // namespace

void register_reference(const void *host, bool read_normalized) {
  auto *reference = new Reference();
  reference->host = host;
  reference->read_normalized = read_normalized;
  references.insert(host, reference);
}

Reference *find_reference(const void *host) { return references.find(host); }

cudaError_t bind_reference(Reference &reference, TextureObject *texture) {
  char *variable = nullptr;
  cudaError_t error = resolve_symbol(reference.host, 0, sizeof(texture), &variable);
  // A reference that no kernel reads has no variable; binding it is no mistake.
  const bool read = error != cudaErrorInvalidSymbol;
  if (!read) error = cudaSuccess;
  Guard guard(reference.lock);
  if (error == cudaSuccess && reference.bound != nullptr) error = cudaDeviceSynchronize();
  if (error != cudaSuccess) {
    delete texture;
    return error;
  }
  if (read) memcpy(variable, &texture, sizeof(texture));
  delete reference.bound;
  reference.bound = texture;
  return cudaSuccess;
}

}  // namespace jarip
