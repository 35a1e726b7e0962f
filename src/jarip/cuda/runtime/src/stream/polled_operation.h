// Operations that wait for something outside of the runtime: words in memory, descriptors, other
// processes. Waiting costs no seat of the launch pool: a thread of its own asks all that wait.
#pragma once

#include "stream/operation.h"

namespace jarip {

class PolledOperation : public Operation {
 public:
  Start start() final;

  // Does what can be done now, without waiting. Returns whether all is done. Never called by two
  // threads at once, nor again once it has returned true.
  virtual bool advance() = 0;

  PolledOperation *next_waiting = nullptr;
};

}  // namespace jarip
