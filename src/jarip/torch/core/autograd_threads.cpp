#include "autograd_threads.h"

#include <torch/csrc/autograd/engine.h>

namespace jarip {
namespace {

using torch::autograd::Engine;

// Names of the engine's that are there for classes derived from it.
struct OpenEngine : Engine {
  using Engine::device_ready_queues_;
  using Engine::start_device_threads;
  using Engine::thread_pool_shared_;
};

}  // namespace

void start_autograd_threads() {
  Engine& engine = Engine::get_default_engine();
  bool has_counted = (engine.*&OpenEngine::thread_pool_shared_) != nullptr;
  bool found_none = (engine.*&OpenEngine::device_ready_queues_).empty();
  if (has_counted && found_none) (engine.*&OpenEngine::start_device_threads)();
}

}  // namespace jarip
