// An operation on memory executed by the launch pool, whose faults become errors of the device.
#pragma once

#include "stream/operation.h"

namespace jarip {

class GuardedOperation : public Operation {
 public:
  explicit GuardedOperation(const char *what) : what_(what) {}

  void run_parts(Seat &seat, uint64_t begin, uint64_t end) final;

 protected:
  virtual void run(uint64_t begin, uint64_t end) = 0;

 private:
  const char *what_;  // for the message about a fault
};

}  // namespace jarip
