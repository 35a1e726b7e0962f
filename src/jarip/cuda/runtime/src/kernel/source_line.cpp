#include "kernel/source_line.h"

#include <dlfcn.h>

#include "kernel/compiler_worker.h"

namespace jarip {

namespace {

bool has_lines(const char *path) {
  void *object = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  if (object == nullptr) return false;
  const bool found = dlsym(object, "jarip_lines") != nullptr;
  dlclose(object);
  return found;
}

}  // namespace

Text source_line(uintptr_t program_counter) {
  Dl_info info;
  const bool known = program_counter != 0 &&
                     dladdr(reinterpret_cast<void *>(program_counter), &info) != 0 &&
                     has_lines(info.dli_fname);
  if (!known) return Text();
  Text request;
  request.format("line %lu %s", program_counter - reinterpret_cast<uintptr_t>(info.dli_fbase),
                 info.dli_fname);
  Text answer;
  if (ask_compiler_worker(request.c_str(), &answer) != WorkerAnswer::ok) return Text();
  return answer;
}

}  // namespace jarip
