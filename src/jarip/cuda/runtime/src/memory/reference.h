// Texture and surface references: program variables that stand for what was bound to them last. On
// the device each is a 64-bit variable with the handle of a texture.
#pragma once

#include "api.h"
#include "base/lock.h"
#include "memory/texture.h"

namespace jarip {

struct Reference {
  const void *host;      // the program's variable, by which the device's is found too
  bool read_normalized;  // integers come as numbers from 0 to 1
  Lock lock;
  TextureObject *bound = nullptr;  // what kernels may still read, even after it was unbound
};

// Notes the reference at `host`; its device variable has been registered.
void register_reference(const void *host, bool read_normalized);

// The registered reference at this address, or nullptr.
Reference *find_reference(const void *host);

// Makes kernels launched from now on read `texture`, which the reference then owns. Those launched
// before end first: they read what was bound to it then. Errors of resolve_symbol(); on those the
// texture is deleted.
cudaError_t bind_reference(Reference &reference, TextureObject *texture);

}  // namespace jarip
