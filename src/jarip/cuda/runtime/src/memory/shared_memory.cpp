#include "memory/shared_memory.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace jarip {

int create_shared_memory(const char *name, size_t bytes) {
  const int descriptor = static_cast<int>(syscall(SYS_memfd_create, name, MFD_CLOEXEC));
  if (descriptor < 0) return -1;
  if (ftruncate(descriptor, static_cast<off_t>(bytes)) == 0) return descriptor;
  close(descriptor);
  return -1;
}

size_t shared_memory_bytes(int descriptor) {
  struct stat facts;
  return fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode)
             ? static_cast<size_t>(facts.st_size)
             : 0;
}

}  // namespace jarip
