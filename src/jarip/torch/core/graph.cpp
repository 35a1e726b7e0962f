#include "graph.h"

#include <ATen/core/LegacyTypeDispatch.h>

#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "alias.h"
#include "allocators.h"
#include "cuda_error.h"
#include "devices.h"
#include "generator.h"
#include "streams.h"
#include "vendor.h"

namespace jarip::graph {

std::atomic<int> captures{0};

namespace {

std::mutex g_mutex;
Graph* g_capturing = nullptr;
c10::StreamId g_stream = 0;

void flatten(const c10::IValue& value, std::vector<at::Tensor>& tensors) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) tensors.push_back(value.toTensor());
  } else if (value.isList()) {
    for (const c10::IValue& element : value.toListRef()) flatten(element, tensors);
  }
}

void put_result(const at::Tensor& place, const at::Tensor& result) {
  if (place.data_ptr() == result.data_ptr()) return;
  TORCH_CHECK(place.sizes() == result.sizes(),
              "CUDA graph replay: a result has shape ", result.sizes(), " but had ", place.sizes(),
              " at capture; operators whose shape depends on data cannot be captured");
  place.copy_(result);
}

void run(Step& step) {
  c10::Stack stack = step.arguments;
  if (step.generator.defined())
    stack[step.generator_argument] = engine_for_draw(step.generator);
  PoolScope scope(step.device);
  step.op.redispatchBoxed(step.target, &stack);
  std::vector<at::Tensor> results;
  for (const c10::IValue& value : stack) flatten(value, results);
  for (size_t i = 0; i < std::min(results.size(), step.results.size()); i++)
    if (step.results[i].defined()) put_result(step.results[i], results[i]);
}

}  // namespace

struct Graph::State {
  std::vector<std::unique_ptr<Step>> steps;
  struct Saved {
    StoragePtr storage;
    std::vector<char> bytes;
  };
  std::unordered_map<c10::StorageImpl*, Saved> saved;
  std::vector<std::pair<at::Generator, at::Tensor>> generators;
  bool ended = false;
};

Graph::Graph() : state_(std::make_unique<State>()) {}
Graph::~Graph() {
  std::lock_guard<std::mutex> hold(g_mutex);
  if (g_capturing == this) {
    g_capturing = nullptr;
    captures--;
  }
}

bool is_capturing(const c10::Stream& stream) {
  if (!any_capture()) return false;
  std::lock_guard<std::mutex> hold(g_mutex);
  return g_capturing && stream.id() != 0;
}

void check_may_wait(const char* what) {
  if (!any_capture() || !is_capturing(current_stream(-1))) return;
  raise_cuda_error(kStreamCaptureUnsupported, "operation not permitted when stream is capturing",
                   c10::str(what, " needs results that a capture does not have; move it out of "
                            "the torch.cuda.graph block."));
}

void Graph::begin(bool) {
  check_host_reads("capturing a CUDA graph");
  std::lock_guard<std::mutex> hold(g_mutex);
  TORCH_CHECK(!g_capturing, "a CUDA graph is already being captured in this process");
  TORCH_CHECK(state_->steps.empty() && !state_->ended,
              "This CUDAGraph instance already owns a captured graph. "
              "To capture a new graph, create a new instance.");
  g_stream = current_stream(-1).id();
  TORCH_CHECK(g_stream != 0,
              "CUDA graphs must be captured on a non-default stream. "
              "(However, after capture, it's ok to replay them on the default stream.)");
  g_capturing = this;
  captures++;
}

void Graph::end() {
  {
    std::lock_guard<std::mutex> hold(g_mutex);
    TORCH_CHECK(g_capturing == this, "capture_end was called on a graph that is not capturing");
    g_capturing = nullptr;
    captures--;
  }
  for (auto& [impl, saved] : state_->saved)
    std::memcpy(saved.storage->mutable_data(), saved.bytes.data(), saved.bytes.size());
  // The first draw's is the state to come back to, so it is set last.
  for (auto kept = state_->generators.rbegin(); kept != state_->generators.rend(); ++kept)
    kept->first.set_state(kept->second);
  state_->saved.clear();
  state_->generators.clear();
  state_->ended = true;
}

bool Graph::is_empty() const { return state_->steps.empty(); }

void Graph::replay() {
  TORCH_CHECK(state_->ended, "Called CUDAGraph::replay without a preceding successful capture.");
  wait_for_launches(current_device());
  at::AutoDispatchBelowADInplaceOrView below_autograd;
  for (auto& step : state_->steps) run(*step);
}

void Graph::reset() { state_ = std::make_unique<State>(); }

void Graph::append(std::unique_ptr<Step> step) { state_->steps.push_back(std::move(step)); }

void Graph::save_before_write(const at::Tensor& alias) {
  if (!alias.has_storage()) return;
  auto* storage = alias.storage().unsafeGetStorageImpl();
  if (state_->saved.count(storage)) return;
  auto* bytes = static_cast<const char*>(storage->data());
  state_->saved[storage] = {StoragePtr::reclaim_copy(storage),
                            std::vector<char>(bytes, bytes + storage->nbytes())};
}

void Graph::save_generator(const at::Generator& generator) {
  // It was drawn from for this very call already, so the state to come back to is one draw ago.
  at::Generator before = generator.graphsafe_get_state();
  uint64_t offset = before.get_offset();
  before.set_offset(offset - 4);
  state_->generators.emplace_back(before, before.get_state());
  before.set_offset(offset);
}

void Recording::start(const OpPlan& plan, const c10::OperatorHandle& op,
                      c10::ArrayRef<c10::IValue> arguments, const at::Generator& generator,
                      int device) {
  int on = device < 0 ? current_device() : device;
  if (!is_capturing(current_stream(on))) return;
  if (plan.reads_to_host && device >= 0) check_may_wait(op.schema().name().c_str());
  {
    std::lock_guard<std::mutex> hold(g_mutex);
    graph_ = g_capturing;
    if (!graph_) return;
    for (const Slot& slot : plan.arguments) {
      std::vector<at::Tensor> written;
      if (slot.is_written) flatten(arguments[slot.index], written);
      for (const at::Tensor& alias : written) graph_->save_before_write(alias);
    }
    if (generator.defined()) graph_->save_generator(generator);
  }
  // Replay draws from the state that is the generator's now, though it may be given another.
  auto state = generator.defined() ? generator.graphsafe_get_state() : at::Generator();
  step_ = std::make_unique<Step>(Step{op, plan.target, arguments.vec(), {}, std::move(state),
                                      plan.generator_argument, on});
}

void Recording::note(c10::ArrayRef<c10::IValue> results) {
  std::vector<at::Tensor> tensors;
  for (const c10::IValue& value : results) flatten(value, tensors);
  for (const at::Tensor& tensor : tensors)
    step_->results.push_back(is_face(tensor) ? make_alias(tensor) : at::Tensor());
  for (at::Tensor& alias : step_->results)
    if (alias.defined())
      if (auto* impl = AliasImpl::of(alias.unsafeGetTensorImpl())) impl->forget_face();
  std::lock_guard<std::mutex> hold(g_mutex);
  graph_->append(std::move(step_));
}

}  // namespace jarip::graph
