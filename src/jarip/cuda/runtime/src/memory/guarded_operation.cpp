#include "memory/guarded_operation.h"

#include "base/message.h"
#include "fault/guard.h"
#include "stream/stream.h"

namespace jarip {

void GuardedOperation::run_parts(Seat &seat, uint64_t begin, uint64_t end) {
  struct Call {
    GuardedOperation &operation;
    uint64_t begin;
    uint64_t end;
  } call{*this, begin, end};
  const auto body = [](void *argument) {
    auto &parts = *static_cast<Call *>(argument);
    parts.operation.run(parts.begin, parts.end);
  };
  Fault fault;
  if (call_guarded(body, &call, seat.stack_top, &fault)) return;
  report("%s touched address 0x%lx, which is not mapped", what_, fault.address);
  stream->device->set_sticky_error(static_cast<cudaError_t>(fault.code));
}

}  // namespace jarip
