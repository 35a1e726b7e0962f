#include "kernel/fault_report.h"

#include <signal.h>

#include "base/message.h"
#include "kernel/demangle.h"
#include "kernel/source_line.h"

namespace jarip {

namespace {

Text cause(const Fault &fault) {
  Text text;
  switch (fault.signal) {
    case SIGSEGV:
    case SIGBUS:
      text.format("illegal access to address 0x%lx", fault.address);
      break;
    case SIGFPE:
      text.append("an arithmetic exception, such as an integer division by zero");
      break;
    case SIGILL:
      text.append("an illegal instruction: a trap or code that was not meant to be reached");
      break;
    default:
      text.append(cudaGetErrorString(static_cast<cudaError_t>(fault.code)));
  }
  return text;
}

Text position(const JaripLaunch &launch, uint64_t block) {
  const uint32_t *grid = launch.grid;
  Text text;
  text.format("(%u,%u,%u)", static_cast<uint32_t>(block % grid[0]),
              static_cast<uint32_t>(block / grid[0] % grid[1]),
              static_cast<uint32_t>(block / grid[0] / grid[1]));
  return text;
}

}  // namespace

void report_child(const char *kernel, const char *child, cudaError_t error) {
  const Text parent = demangle(kernel);
  const Text name = demangle(child);
  report("kernel %s cannot launch kernel %s: %s", parent.c_str(), name.c_str(),
         cudaGetErrorString(error));
}

void report_fault(const char *kernel, const JaripLaunch &launch, const Fault &fault, uint64_t begin,
                  uint64_t end) {
  if (fault.code == cudaErrorAssert) return;  // the assertion has said it all
  const Text name = demangle(kernel);
  const Text what = cause(fault);
  const Text first = position(launch, begin);
  const Text last = position(launch, end - 1);
  const Text line = source_line(fault.program_counter);
  Text where;
  if (!line.empty()) where.format(" at %s", line.c_str());
  if (end - begin == 1) {
    report("kernel %s failed in block %s%s: %s", name.c_str(), first.c_str(), where.c_str(),
           what.c_str());
  } else {
    report("kernel %s failed in one of the blocks %s to %s%s: %s", name.c_str(), first.c_str(),
           last.c_str(), where.c_str(), what.c_str());
  }
}

}  // namespace jarip
