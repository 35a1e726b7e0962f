#include "kernel/demangle.h"

#include <dlfcn.h>
#include <stdlib.h>

namespace jarip {

Text demangle(const char *name) {
  // Itanium C++ ABI, section 3.4. This library has no C++ runtime of its own; programs do.
  using Demangle = char *(*)(const char *, char *, size_t *, int *);
  const auto function = reinterpret_cast<Demangle>(dlsym(RTLD_DEFAULT, "__cxa_demangle"));
  if (function == nullptr) return Text(name);
  int status = 0;
  char *readable = function(name, nullptr, nullptr, &status);
  Text result(readable != nullptr ? readable : name);
  free(readable);
  return result;
}

}  // namespace jarip
