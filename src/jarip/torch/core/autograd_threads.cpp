#include "autograd_threads.h"

#include <ATen/ops/empty.h>
#include <pthread.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>

#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "target.h"

namespace jarip {
namespace {

using torch::autograd::Engine;

// A pass that is still under way by then is some thread's that nobody waits for.
constexpr auto kPatience = std::chrono::seconds(5);

bool g_are_in_parent = false;  // a forked child has the engine's queues and none of its threads

// Names of the engine's that are there for classes derived from it.
struct OpenEngine : Engine {
  using Engine::device_ready_queues_;
  using Engine::start_device_threads;
  using Engine::thread_pool_shared_;
};

struct Nothing final : torch::autograd::Node {
  torch::autograd::variable_list apply(torch::autograd::variable_list&&) override { return {}; }
};

// A backward pass of nothing, in the device's thread: one that does it has dropped all before.
void pass_through(int device) {
  at::Tensor gradient = at::empty({0}, at::TensorOptions(face_device(device)));
  auto nothing = c10::make_intrusive<Nothing>();
  nothing->add_input_metadata(gradient);
  constexpr bool kKeepGraph = false, kCreateGraph = false, kAccumulate = true;
  Engine::get_default_engine().execute({{nothing, 0}}, {gradient}, kKeepGraph, kCreateGraph,
                                       kAccumulate);
}

size_t count_threads() {
  return (Engine::get_default_engine().*&OpenEngine::device_ready_queues_).size();
}

}  // namespace

void start_autograd_threads() {
  pthread_atfork(nullptr, nullptr, [] { g_are_in_parent = count_threads() > 0; });
  Engine& engine = Engine::get_default_engine();
  bool has_counted = (engine.*&OpenEngine::thread_pool_shared_) != nullptr;
  bool found_none = (engine.*&OpenEngine::device_ready_queues_).empty();
  if (has_counted && found_none) (engine.*&OpenEngine::start_device_threads)();
}

void finish_autograd_threads() {
  size_t devices = count_threads();
  if (devices == 0 || g_are_in_parent) return;
  auto done = std::make_shared<std::promise<void>>();
  std::future<void> passed = done->get_future();
  // From a thread of its own, which has no Python objects that these passes could hold in turn.
  std::thread([devices, done] {
    try {
      for (size_t device = 0; device < devices; device++) pass_through(static_cast<int>(device));
    } catch (const std::exception&) {
      // The program ends: there is nobody left to tell.
    }
    done->set_value();
  }).detach();
  passed.wait_for(kPatience);
}

}  // namespace jarip
